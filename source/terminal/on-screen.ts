import {isatty} from 'node:tty';
import {decideMode} from './mode.js';

/** Whether these options, this terminal and this environment mean a screen, and not plain lines. */
export function isOnScreen({isPlain, isScreen}: {readonly isPlain: boolean; readonly isScreen: boolean}): boolean {
	const mode = decideMode({
		stdinIsTty: isatty(0),
		stdoutIsTty: isatty(1),
		environment: process.env,
		isPlain,
		isScreen,
	});
	return mode === 'screen';
}
