import type {ControlTarget} from '../control/path.js';
import type {ControlHandler} from '../control/server.js';
import type {Log} from '../observe/log.js';
import type {LogFormat, LogLevel} from '../observe/log-level.js';

/** A program that runs until it is told to stop, as it describes itself. */
export type ProgramDescription = {
	/** Its command, such as `sloth-agent`. */
	readonly program: string;
	/** How messages call it, such as `Agent web-1`. */
	readonly label: string;
	/** Its own directory, with its pid file. It is made where it is missing, and done without where it cannot be. */
	readonly directory: string;
	/** Its name on this machine: what its lock and its control socket go by. */
	readonly identity: ControlTarget;
	/** What is said where another process has that name. The exit code is 4 then. */
	readonly alreadyRuns: string;
	readonly log: {
		/** Undefined: the standard output, or `logFile` where that is not free. */
		readonly file: string | undefined;
		readonly format: LogFormat;
		readonly level: LogLevel;
	};
	/** Where the log goes as a daemon and under a screen. Undefined: nowhere, and SIGHUP ends the program. */
	readonly logFile: string | undefined;
	/** Under a screen, and not with plain lines. A daemon has none. */
	readonly isShown: boolean;
	/** From being told to stop to the end of the process, in milliseconds, however its parts take it. */
	readonly exitLimitMs: number;
	/**
	Opens all that it runs with, while nobody else runs under its name. Undefined where it was told to stop meanwhile.
	Called again, after `close`, where the terminal could not be opened.
	*/
	readonly open: (tools: ProgramTools) => Promise<OpenProgram | undefined>;
};

/** What a program is given to run with. */
export type ProgramTools = {
	readonly log: Log;
	/** Undefined where the log is the standard output alone, or nowhere. */
	readonly logFile: string | undefined;
	/** Writes a line that is none of the log to the standard output, in order with those that are. */
	readonly print: (line: string) => void;
	/** Aborted, with who asked for it as the reason, once the program is to stop. */
	readonly signal: AbortSignal;
	/** Makes the program stop. `by` is told in the log. */
	readonly stop: (by: string) => void;
};

/** A program with all that it runs with. */
export type OpenProgram = {
	/** What it answers at its control socket, beside `stop`. */
	readonly handlers: Readonly<Record<string, ControlHandler>>;
	/** What SIGUSR1 does. @default nothing */
	readonly retry?: () => void;
	/** Brings its screen up. Throws a `HostError` where the terminal cannot be opened. */
	readonly show: () => Promise<ShownProgram>;
	/**
	Tells its first lines, does its work, and resolves once `signal` is aborted or it ends by itself. `started` tells
	whoever started it as a daemon that it has, and what there is to say; later calls do nothing.
	*/
	readonly run: (started: (message?: string) => void) => Promise<Outcome>;
	/** Closes everything. Called once, also where it has not run. */
	readonly close: () => Promise<void>;
};

/** How a program ended. */
export type Outcome = {
	readonly exitCode: number;
	/** What a daemon tells that had not started yet. @default that it was stopped */
	readonly message?: string;
	/** What stays on the terminal, once the screen is left. */
	readonly lines?: readonly string[];
};

/** A program whose screen is up. */
export type ShownProgram = {
	/** Resolves with what failed in the screen; else stays pending. */
	readonly whenFailed: Promise<Error>;
	/** Gives the terminal back, and leaves there why the screen failed, the lines, and what the screen says of itself. */
	readonly leave: (lines: readonly string[], failure: Error | undefined) => Promise<void>;
};
