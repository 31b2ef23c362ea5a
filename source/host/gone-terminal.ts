import {closeSync, fstatSync, openSync} from 'node:fs';
import {isatty} from 'node:tty';

/**
Lets a process end in order whose terminal was closed. At its exit Node sets the terminal behind descriptors 0 to 2 as it was at
the start, and where that terminal is gone it aborts: the exit code is lost, and a core may be dumped. A descriptor that was
closed or opened anew it leaves alone. Idempotent.
*/
export function endInOrderWithoutTerminal(): void {
	process.off('exit', replaceGoneTerminals);
	process.on('exit', replaceGoneTerminals);
}

function replaceGoneTerminals(): void {
	for (const descriptor of [0, 1, 2]) {
		try {
			// A terminal that is gone is none any more, but a device still.
			if (!isatty(descriptor) && fstatSync(descriptor).isCharacterDevice()) {
				closeSync(descriptor);
				// Takes the lowest number that is free: this one.
				openSync('/dev/null', 'r+');
			}
		} catch {
			// It was closed before.
		}
	}
}
