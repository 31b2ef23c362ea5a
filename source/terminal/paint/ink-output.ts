import {EventEmitter} from 'node:events';

/**
What Ink takes for its standard output, of which nothing is seen: Ink lays out, and what it placed is read from its tree. It
must not have `isTTY` nor `writableLength` (Ink would wait for ever on leaving), and it tells nobody of a resize.
*/
export class InkOutput extends EventEmitter {
	/** Of any width: what Ink lays out has a width of its own. */
	readonly columns = 80;

	readonly write = (_text: string, callback?: () => void): boolean => {
		callback?.();
		return true;
	};
}
