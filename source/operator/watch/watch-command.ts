import type {Address} from '../../base/address.js';
import type {DisplayOptions} from '../../terminal/display-options.js';

/** The wish to see a master's fleet, live. */
export type WatchCommand = {
	readonly command: 'watch';
	readonly master: Address;
	readonly display: DisplayOptions;
	/** No key of the screen acts on an agent. */
	readonly isReadOnly: boolean;
};
