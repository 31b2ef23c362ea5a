import {spawnSync} from 'node:child_process';
import {closeSync, constants, openSync, readFileSync, readSync} from 'node:fs';
import {join} from 'node:path';
import {spawn} from '@lydell/node-pty';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openTerminalOutput, type TerminalOutput} from '../../../source/terminal/paint/terminal-output.js';
import {isRunning, makeTemporaryDirectory, removeDirectory, waitUntil} from '../../host/fixture-process.js';

let directory: string;
let output: TerminalOutput | undefined;

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(() => {
	output?.close();
	output = undefined;
	removeDirectory(directory);
});

function open(...paths: readonly string[]): TerminalOutput {
	output = openTerminalOutput(paths);
	if (output === undefined) {
		throw new Error('It could not be opened');
	}

	return output;
}

/** A pipe stands still like a terminal, and is read here when that is wanted. */
function makePipe(): {readonly path: string; readonly read: () => Buffer; readonly close: () => void} {
	const path = join(directory, 'pipe');
	expect(spawnSync('mkfifo', [path]).status).toBe(0);
	const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return {
		path,
		read() {
			const chunk = Buffer.alloc(1_000_000);
			try {
				return chunk.subarray(0, readSync(readEnd, chunk));
			} catch {
				return Buffer.alloc(0);
			}
		},
		close: () => closeSync(readEnd),
	};
}

test('there is none where nothing can be opened', () => {
	expect(openTerminalOutput([join(directory, 'a'), join(directory, 'b')])).toBeUndefined();
});

test('the second path is taken where the first cannot be opened', () => {
	const pipe = makePipe();
	open(join(directory, 'a'), pipe.path).write('é');
	expect(pipe.read().toString()).toBe('é');
	pipe.close();
});

describe('a reader that stands still', () => {
	test('holds nothing up; what it did not take follows, in order', async () => {
		const pipe = makePipe();
		const target = open(pipe.path);
		const text = Array.from({length: 30_000}, (_, index) => `${index} é\n`).join('');
		target.write(text.slice(0, 150_000));
		expect(target.isIdle()).toBe(false);
		target.write(text.slice(150_000));
		expect(await target.drain(30)).toBe(false);

		const seen: Buffer[] = [];
		await waitUntil('all is read', () => {
			seen.push(pipe.read());
			return target.isIdle();
		});
		expect(Buffer.concat([...seen, pipe.read()]).toString()).toBe(text);
		expect(await target.drain(0)).toBe(true);
		pipe.close();
	});

	test('can be left: what it did not take is lost', () => {
		const pipe = makePipe();
		const target = open(pipe.path);
		target.write('x'.repeat(200_000));
		target.close();
		target.close();
		target.write('too late');
		expect(target.isIdle()).toBe(true);
		expect(pipe.read().length).toBeLessThan(200_000);
		pipe.close();
	});
});

test('a reader that is gone is told of once, and nothing throws', async () => {
	const pipe = makePipe();
	const target = open(pipe.path);
	const codes: string[] = [];
	target.onGone((code) => codes.push(code));
	pipe.close();
	target.write('x');
	target.write('y');
	expect(target.isIdle()).toBe(true);
	expect(await target.drain(1000)).toBe(true);
	expect(codes).toEqual(['EPIPE']);
	// Also one who asks late.
	await new Promise<void>((resolve) => {
		target.onGone(() => resolve());
	});
});

test.runIf(process.platform === 'linux')(
	'a terminal that is closed is told of, and its shell keeps its blocking mode',
	async () => {
		const pty = spawn('sh', ['-c', 'echo ready; read line'], {});
		let seen = '';
		pty.onData((text) => {
			seen += text;
		});
		const descriptor = `/proc/${pty.pid}/fd/1`;
		try {
			await waitUntil('the terminal is there', () => seen.includes('ready'));
			const target = open(descriptor);
			const codes: string[] = [];
			target.onGone((code) => codes.push(code));
			target.write('hello');
			const flags = /^flags:\s+(?<octal>\d+)$/mu.exec(readFileSync(`/proc/${pty.pid}/fdinfo/1`, 'utf8'));
			expect(Number.parseInt(flags?.groups?.['octal'] ?? '', 8) & constants.O_NONBLOCK).toBe(0);

			pty.kill('SIGKILL');
			await waitUntil('the terminal is gone', () => {
				target.write('x');
				return codes.length > 0;
			});
			expect(codes).toEqual(['EIO']);
		} finally {
			if (isRunning(pty.pid)) {
				pty.kill('SIGKILL');
			}
		}
	},
);
