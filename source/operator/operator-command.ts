import type {Address} from '../base/address.js';
import type {Liveness} from '../protocol/liveness.js';
import type {WatchCommand} from './watch/watch-command.js';

/** What a person asks of a master that runs, here or elsewhere. */
export type OperatorCommand =
	| WatchCommand
	| {
			readonly command: 'list';
			readonly master: Address;
			readonly isJson: boolean;
			/** Undefined: all of them. */
			readonly statuses: readonly Liveness[] | undefined;
	  }
	| {readonly command: 'info'; readonly master: Address; readonly name: string; readonly isJson: boolean}
	| {readonly command: 'remove'; readonly master: Address; readonly name: string; readonly isForced: boolean}
	| {
			readonly command: 'events';
			readonly master: Address;
			/** Undefined: of all agents. */
			readonly agentName: string | undefined;
			readonly isFollowing: boolean;
			/** The newest so many. */
			readonly limit: number;
			readonly isJson: boolean;
	  };
