import type {Key} from './keys/key.js';
import type {Row, ScreenSize} from './rows/row.js';

/**
What a screen shows, and what it does with keys: all that a program has to give. State lives here, outside React.
*/
export type ScreenSource = {
	/**
	Calls the listener when the picture changed: `now` for what must be seen at once (a change of state, a failed
	heartbeat, a key), `soon` for the rest, which is painted at most four times a second. Returns how to end that.
	*/
	readonly subscribe: (listener: (urgency: 'now' | 'soon') => void) => () => void;
	/** The whole picture: at most `size.rows` rows, none wider than `size.columns`. Called once per paint, also each second. */
	readonly draw: (size: ScreenSize) => readonly Row[];
	readonly onKey: (key: Key) => void;
	/** True while every printable key is text. @default never */
	readonly isTyping?: () => boolean;
};
