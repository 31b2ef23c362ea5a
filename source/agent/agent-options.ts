import type {Address} from '../base/address.js';
import type {LogOptions} from '../command-line/shared-options.js';
import type {Policy} from '../protocol/policy.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import type {WantedAgent} from './watch/agent-target.js';

/** What a running agent is told. */
export type AgentOptions = {
	readonly name: string;
	/** Where the agents of this user keep their files, one folder per name. */
	readonly stateDirectory: string;
	readonly master: Address;
	/** Where the agent listens. 0 takes a free port. Undefined: nowhere. */
	readonly port: number | undefined;
	/** The host that the port is bound to. */
	readonly bindAddress: string;
	/** What the master is told. Port 0: the port that the agent listens on, or none where it listens nowhere. */
	readonly reportAddress: Address;
	readonly policy: Policy;
	/** The interval while heartbeats are failing. Never longer than the heartbeat interval. */
	readonly suspectIntervalMs: number;
	readonly isDaemon: boolean;
	readonly display: DisplayOptions;
	readonly log: LogOptions;
};

/** What a person wants of `sloth-agent`. */
export type AgentCommand =
	| {readonly command: 'help'; readonly text: string}
	| {readonly command: 'version'; readonly text: string}
	| {readonly command: 'start'; readonly options: AgentOptions}
	| {readonly command: 'demo'; readonly display: DisplayOptions}
	| (WantedAgent & {readonly command: 'watch'; readonly display: DisplayOptions})
	| (WantedAgent & {readonly command: 'status'; readonly isJson: boolean})
	| (WantedAgent & {readonly command: 'stop'})
	| (WantedAgent & {readonly command: 'retry'});
