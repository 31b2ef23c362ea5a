import type {EventEmitter} from 'node:events';
import type {ScreenSize} from './rows/row.js';

/** Listens until the function that it returns is called. */
export function listen<Arguments extends unknown[]>(
	emitter: EventEmitter,
	event: string,
	listener: (...details: Arguments) => void,
): () => void {
	const anyListener = listener as (...details: unknown[]) => void;
	emitter.on(event, anyListener);
	return () => {
		emitter.off(event, anyListener);
	};
}

/** Repeats a step until the function that it returns is called. Does not keep the process alive. */
export function repeat(intervalMs: number, step: () => void): () => void {
	const timer = setInterval(step, intervalMs);
	timer.unref();
	return () => {
		clearInterval(timer);
	};
}

/** The size of the terminal. Some pseudo-terminals have none: the usual one is taken for them. */
export function terminalSize(): ScreenSize {
	const {columns, rows} = process.stdout;
	return {columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24};
}
