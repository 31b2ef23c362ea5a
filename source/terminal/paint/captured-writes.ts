import {safeText} from '../../base/safe-text.js';

type Write = typeof process.stdout.write;

/**
Sends to the log, line by line, what would be written across the screen: by `process.stdout`, `process.stderr`, the
console, which writes to these, and as Node's warnings. Returns how to end that.
*/
export function captureWrites(warn: (message: string) => void): () => void {
	let isWarning = false;
	const tell = (text: string) => {
		for (const line of text.split(/[\r\n]+/u)) {
			const message = safeText(line, 500);
			// A log that writes here itself would go on for ever.
			if (message === '' || isWarning) {
				continue;
			}

			isWarning = true;
			try {
				warn(message);
			} catch {
				// There is no other place to tell it.
			} finally {
				isWarning = false;
			}
		}
	};

	const restores = [process.stdout, process.stderr].map((stream) => {
		const {write} = stream;
		stream.write = capturedWrite(tell);
		return () => {
			stream.write = write;
		};
	});

	const listeners = process.listeners('warning');
	process.removeAllListeners('warning');
	const onWarning = ({name, message}: Error) => tell(`${name}: ${message}`);
	process.on('warning', onWarning);

	return () => {
		for (const restore of restores) {
			restore();
		}

		process.off('warning', onWarning);
		for (const listener of listeners) {
			process.on('warning', listener);
		}
	};
}

function capturedWrite(tell: (text: string) => void): Write {
	return (chunk: Uint8Array | string, ...rest: unknown[]) => {
		tell(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
		const callback = rest.find((argument) => typeof argument === 'function');
		if (callback !== undefined) {
			process.nextTick(callback);
		}

		return true;
	};
}
