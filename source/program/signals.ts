/** The signals of a program, taken before anything else is loaded. */
export type Signals = {
	/** Aborted by SIGINT and SIGTERM, with the signal's name as the reason, or by the program. */
	readonly stop: AbortController;
	/** What SIGHUP does: it stops the program, unless the program sets something else. */
	onHangUp: () => void;
	/** What SIGUSR1 does: nothing, until the program sets something. */
	onUser: () => void;
};

/**
Takes the signals. Called in a program's first line: until SIGUSR1 has a handler it opens Node's debugger, and SIGHUP
ends the process.
*/
export function takeSignals(): Signals {
	const stop = new AbortController();
	const signals: Signals = {stop, onHangUp: () => stop.abort('SIGHUP'), onUser() {}};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => stop.abort(signal));
	}

	process.on('SIGHUP', () => signals.onHangUp());
	process.on('SIGUSR1', () => signals.onUser());
	return signals;
}

/** Calls the listener once, with who asked, when the program is to stop; at once where it is already. */
export function onStop({stop: {signal}}: Signals, listener: (by: string) => void): void {
	if (signal.aborted) {
		listener(String(signal.reason));
	} else {
		signal.addEventListener('abort', () => listener(String(signal.reason)), {once: true});
	}
}

/** Resolves with who asked, when the program is to stop. */
export function whenStopped(signals: Signals): Promise<string> {
	return new Promise((resolve) => onStop(signals, resolve));
}
