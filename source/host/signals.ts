/** The signals of a program, taken before anything else is loaded. */
export type Signals = {
	/** Aborted by SIGINT and SIGTERM, with the signal's name as the reason. */
	readonly stop: AbortController;
	/** What SIGHUP and SIGUSR1 do, once there is something to do. Replaced by the program. */
	onHangUp: () => void;
	onUser: () => void;
};

/**
Takes the signals. Called in a program's first line: until SIGUSR1 has a handler it opens Node's debugger, and SIGHUP
ends the process.
*/
export function takeSignals(): Signals {
	const stop = new AbortController();
	const signals: Signals = {stop, onHangUp() {}, onUser() {}};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => stop.abort(signal));
	}

	process.on('SIGHUP', () => signals.onHangUp());
	process.on('SIGUSR1', () => signals.onUser());
	return signals;
}
