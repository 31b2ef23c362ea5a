import {closeSync, mkdirSync, openSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {execute} from './facilities.js';
import {waitForFact} from './program.js';
import type {Sandbox} from './sandbox.js';

/** A file system in memory that a test can fill. */
export type TinyDisk = {
	readonly directory: string;
	/** Takes all the room that is left. */
	readonly fill: () => void;
	/** Gives that room back. */
	readonly empty: () => void;
};

/** Mounts a disk of that size. It goes with the sandbox. */
export function mountTinyDisk(sandbox: Sandbox, size: string): TinyDisk {
	const directory = join(sandbox.directory, 'disk');
	const filler = join(directory, 'filler');
	mkdirSync(directory);
	execute('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', directory);
	// A process that was just killed gives its files back only after it has left the list of processes.
	sandbox.onDispose(async () => {
		await waitForFact('an unmounted disk', () => isUnmounted(directory));
	});
	return {
		directory,
		fill() {
			const descriptor = openSync(filler, 'a');
			writeUntilRefused(descriptor, Buffer.alloc(65_536));
			writeUntilRefused(descriptor, Buffer.alloc(512));
			closeSync(descriptor);
		},
		empty() {
			rmSync(filler);
		},
	};
}

function isUnmounted(directory: string): boolean {
	try {
		execute('umount', directory);
		return true;
	} catch {
		return false;
	}
}

/** Returns how many bytes were taken. */
export function writeUntilRefused(descriptor: number, bytes: Buffer): number {
	for (let written = 0; ; ) {
		try {
			written += writeSync(descriptor, bytes);
		} catch {
			return written;
		}
	}
}
