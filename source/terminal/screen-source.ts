import type {ReactElement} from 'react';
import type {Key} from './keys/key.js';
import type {ScreenSize} from './rows/row.js';

/**
What a screen shows, and what it does with keys: all that a program has to give. State lives here, outside React.
*/
export type ScreenSource = {
	/**
	Calls the listener when the picture changed: `now` for what must be seen at once (a change of state, a failed
	heartbeat, a key), `soon` for the rest, which is painted at most four times a second. Returns how to end that.
	*/
	readonly subscribe: (listener: (urgency: 'now' | 'soon') => void) => () => void;
	/** What stands on a screen of this size now. Called once per paint, also each second. */
	readonly render: (size: ScreenSize) => ReactElement;
	readonly onKey: (key: Key) => void;
	/** True while every printable key is text. @default never */
	readonly isTyping?: () => boolean;
};
