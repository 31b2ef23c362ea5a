import {cpus} from 'node:os';
import {agentBench} from './agent-bench.js';
import {heartbeatsBench} from './heartbeats-bench.js';
import {herdBench} from './herd-bench.js';
import {screenBench} from './screen-bench.js';
import {describeFlags, type Flag, FlagError, readFlags} from './support/flags.js';
import {type Bundle, openWorkshop, type Workshop} from './support/workshop.js';

/** One of the benches. */
export type Bench<Key extends string = string> = {
	readonly summary: string;
	readonly flags: Readonly<Record<Key, Flag>>;
	/** Measures, and prints its figures. What takes longer than `limitMs` is cut off. */
	readonly run: (workshop: Workshop, values: Readonly<Record<Key, readonly number[]>>) => Promise<void>;
	readonly limitMs: (values: Readonly<Record<Key, readonly number[]>>) => number;
};

const benches: Readonly<Record<string, Bench>> = {
	agent: agentBench,
	heartbeats: heartbeatsBench,
	herd: herdBench,
	screen: screenBench,
};

function helpText(): string {
	return [
		'Usage: npm run bench -- agent|heartbeats|herd|screen [flags]',
		'',
		...Object.entries(benches).flatMap(([name, {summary, flags}]) => [
			`  ${name.padEnd(11)} ${summary}`,
			...describeFlags(flags),
			'',
		]),
		'What the figures mean: docs/bench.md',
	].join('\n');
}

/** The whole of the bench. Returns the exit code: 0 measured, 1 failed, 2 a wrong word, 130 interrupted. */
export async function runBench({
	words: [name = '', ...words],
	...places
}: {
	readonly root: string;
	readonly directory: string;
	readonly bundle: Bundle;
	readonly words: readonly string[];
}): Promise<number> {
	if ([name, ...words].some((word) => word === '--help' || word === '-h' || word === 'help')) {
		console.log(helpText());
		return 0;
	}

	const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
	if (bench === undefined) {
		console.error(name === '' ? helpText() : `bench: Expected agent, heartbeats, herd or screen, got "${name}"`);
		return 2;
	}

	const interrupt = new AbortController();
	let exitCode = 0;
	const stop = () => {
		exitCode = 130;
		interrupt.abort();
	};
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	let timer: NodeJS.Timeout | undefined;
	let workshop: Workshop | undefined;
	try {
		const values = readFlags(bench.flags, words);
		const limitMs = bench.limitMs(values);
		timer = setTimeout(
			() => interrupt.abort(new Error(`It took longer than ${Math.round(limitMs / 1000)} s`)),
			limitMs,
		);
		workshop = openWorkshop(places, interrupt.signal);
		const {signal} = interrupt;
		const interrupted = new Promise<never>((_resolve, reject) => {
			signal.addEventListener('abort', () => reject(signal.reason), {once: true});
		});
		console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`);
		await Promise.race([bench.run(workshop, values), interrupted]);
	} catch (error) {
		if (exitCode === 0) {
			exitCode = error instanceof FlagError ? 2 : 1;
			const {reason} = interrupt.signal;
			console.error(`bench: ${(reason instanceof Error ? reason : (error as Error)).message}`);
		}
	} finally {
		clearTimeout(timer);
		process.off('SIGINT', stop);
		process.off('SIGTERM', stop);
		await workshop?.close();
	}

	return exitCode;
}
