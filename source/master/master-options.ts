import type {LogOptions} from '../command-line/shared-options.js';
import type {OperatorCommand} from '../operator/operator-command.js';
import type {DisplayOptions} from '../terminal/display-options.js';

/** What a running master is told. */
export type MasterOptions = {
	/** 0 takes a free port. */
	readonly port: number;
	/** The host that the port is bound to. */
	readonly host: string;
	/** Absolute. */
	readonly dataDirectory: string;
	/** How long events are kept. */
	readonly keepEventsMs: number;
	readonly isDaemon: boolean;
	readonly display: DisplayOptions;
	/** No key of the screen acts on an agent. */
	readonly isReadOnly: boolean;
	readonly log: LogOptions;
};

/** What a person wants of `sloth-master`. */
export type MasterCommand =
	| {readonly command: 'help'; readonly text: string}
	| {readonly command: 'version'; readonly text: string}
	| {readonly command: 'start'; readonly options: MasterOptions}
	| {readonly command: 'stop'; readonly dataDirectory: string}
	| {readonly command: 'status'; readonly dataDirectory: string; readonly isJson: boolean}
	| OperatorCommand;
