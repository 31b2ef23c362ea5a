import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, constants, openSync, readFileSync, readSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {openLineOutput} from '../../source/observe/line-output.js';
import {bundleFixture} from '../helpers/bundle-fixture.js';
import {makeTemporaryDirectory, removeDirectory, waitUntil} from '../host/fixture-process.js';

let scripts: string;
let writer: string;
let directory: string;
let child: ChildProcess | undefined;
const descriptors: number[] = [];

beforeAll(async () => {
	scripts = makeTemporaryDirectory();
	writer = await bundleFixture(scripts, new URL('./fixtures/line-writer.ts', import.meta.url));
});

afterAll(() => {
	removeDirectory(scripts);
});

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(async () => {
	if (child !== undefined && child.exitCode === null && child.signalCode === null) {
		child.kill('SIGKILL');
		await once(child, 'exit');
	}

	child = undefined;
	for (const descriptor of descriptors.splice(0)) {
		closeSync(descriptor);
	}

	removeDirectory(directory);
});

function open(path: string, flags: number): number {
	const descriptor = openSync(path, flags, 0o600);
	descriptors.push(descriptor);
	return descriptor;
}

/** A pipe whose writing end blocks, as a shell makes it, and whose reader reads only when told to. */
function makePipe(): {readonly readEnd: number; readonly writeEnd: number} {
	const path = join(directory, 'pipe');
	expect(spawnSync('mkfifo', [path]).status).toBe(0);
	const readEnd = open(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return {readEnd, writeEnd: open(path, constants.O_WRONLY)};
}

/** What there is to read now. */
function readAvailable(descriptor: number): string {
	const chunks: Buffer[] = [];
	for (;;) {
		const chunk = Buffer.alloc(65_536);
		try {
			const size = readSync(descriptor, chunk);
			if (size === 0) {
				break;
			}

			chunks.push(chunk.subarray(0, size));
		} catch {
			break;
		}
	}

	return Buffer.concat(chunks).toString();
}

async function startWriter(stdout: number | 'pipe'): Promise<ChildProcess> {
	child = spawn(process.execPath, [writer], {stdio: ['ignore', stdout, 'inherit', 'ipc']});
	expect((await once(child, 'message'))[0]).toBe('ready');
	return child;
}

async function tell(target: ChildProcess, message: {write: number; width?: number}): Promise<{tookMs: number}> {
	const answered = once(target, 'message');
	target.send(message);
	return (await answered)[0];
}

const numberOf = (line: string) => Number.parseInt(line, 10);

describe.runIf(process.platform === 'linux')('a pipe', () => {
	test('whose reader stands still holds nothing up; what is lost is counted, in its place', async () => {
		const {readEnd, writeEnd} = makePipe();
		const target = await startWriter(writeEnd);
		await tell(target, {write: 10_000, width: 1000});
		// It still answers: a blocked write would have stopped it for ever.
		await tell(target, {write: 1, width: 1000});

		let seen = '';
		await waitUntil('the notice arrives', () => {
			seen += readAvailable(readEnd);
			return seen.includes('dropped');
		});
		const lines = seen.trimEnd().split('\n');
		const notice = /^\((?<count>\d+) lines dropped: the reader was not reading\)$/u.exec(lines.at(-1) ?? '');
		const kept = lines.slice(0, -1);
		expect(kept.map(numberOf)).toEqual(kept.map((_, index) => index));
		expect(kept.every((line) => line.length === 1000)).toBe(true);
		expect(Number(notice?.groups?.['count']) + kept.length).toBe(10_001);
		// The pipe's own 64 KiB and at most 256 KiB of ours.
		expect(kept.length * 1001).toBeLessThanOrEqual(320 * 1024);
		expect(kept.length * 1001).toBeGreaterThan(250 * 1024);

		await tell(target, {write: 1});
		await waitUntil('what is written next arrives', () => readAvailable(readEnd) === '10001 \n');
	});

	test('whose reader pauses for a moment loses nothing', async () => {
		const {readEnd, writeEnd} = makePipe();
		const target = await startWriter(writeEnd);
		await tell(target, {write: 200, width: 1000});
		let seen = '';
		await waitUntil('all lines arrive', () => {
			seen += readAvailable(readEnd);
			return seen.split('\n').length === 201;
		});
		expect(seen.split('\n').slice(0, -1).map(numberOf)).toEqual(Array.from({length: 200}, (_, index) => index));
	});

	test('keeps its own blocking mode: other programs write to it too', async () => {
		const {writeEnd} = makePipe();
		await startWriter(writeEnd);
		const flags = /^flags:\s+(?<octal>\d+)$/mu.exec(readFileSync(`/proc/self/fdinfo/${writeEnd}`, 'utf8'));
		expect(Number.parseInt(flags?.groups?.['octal'] ?? '', 8) & constants.O_NONBLOCK).toBe(0);
	});

	test('whose reader is gone is told of, once, and throws nothing', async () => {
		const {readEnd, writeEnd} = makePipe();
		const target = await startWriter(writeEnd);
		closeSync(readEnd);
		descriptors.splice(descriptors.indexOf(readEnd), 1);
		const messages: unknown[] = [];
		target.on('message', (message) => messages.push(message));
		target.send({write: 3});
		target.send({write: 3});
		await waitUntil('both orders are answered', () => messages.length >= 3);
		expect(messages[0]).toBe('gone');
		expect(messages.slice(1)).toEqual([expect.objectContaining({written: 3}), expect.objectContaining({written: 6})]);
	});

	test('is flushed by the closing, and not kept open by it', async () => {
		const {readEnd, writeEnd} = makePipe();
		const target = await startWriter(writeEnd);
		const exited = once(target, 'exit');
		target.send({write: 2, close: true});
		expect(await exited).toEqual([0, null]);
		expect(readAvailable(readEnd)).toBe('0 \n1 \n');
	});

	test('that fills up and is closed does not delay the exit', async () => {
		const {writeEnd} = makePipe();
		const target = await startWriter(writeEnd);
		const exited = once(target, 'exit');
		target.send({write: 1000, width: 1000, close: true});
		expect(await exited).toEqual([0, null]);
	});
});

describe('a socket', () => {
	test('takes lines, and its end is told of', async () => {
		const target = await startWriter('pipe');
		target.stdout?.setEncoding('utf8');
		let seen = '';
		target.stdout?.on('data', (text: string) => {
			seen += text;
		});
		await tell(target, {write: 2});
		await waitUntil('both lines arrive', () => seen === '0 \n1 \n');

		const messages: unknown[] = [];
		target.on('message', (message) => messages.push(message));
		target.stdout?.destroy();
		await waitUntil('the end is told', () => {
			target.send({write: 1});
			return messages.includes('gone');
		});
		expect(messages.filter((message) => message === 'gone')).toHaveLength(1);
	});

	test('whose reader stands still does not fill the memory', async () => {
		const target = await startWriter('pipe');
		target.stdout?.pause();
		await tell(target, {write: 10_000, width: 1000});
		let seen = '';
		target.stdout?.on('data', (chunk: Buffer) => {
			seen += chunk.toString();
		});
		target.stdout?.resume();
		await waitUntil('the notice arrives', () => seen.includes('lines dropped: the reader was not reading)\n'));
		expect(seen.length).toBeLessThan(2_000_000);
	});
});

describe('a file', () => {
	test('is appended to where it was opened so, whatever others write', () => {
		const path = join(directory, 'out');
		const descriptor = open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
		const other = open(path, constants.O_WRONLY | constants.O_APPEND);
		const output = openLineOutput(descriptor);
		output.write('one');
		writeSync(other, 'two\n');
		output.write('three');
		output.close();
		output.close();
		output.write('after the closing');
		expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
		// It was not ours to close.
		writeSync(descriptor, 'four\n');
	});

	test('is continued where its offset stands', () => {
		const path = join(directory, 'out');
		const descriptor = open(path, constants.O_WRONLY | constants.O_CREAT);
		writeSync(descriptor, 'head\n');
		const output = openLineOutput(descriptor);
		output.write('tail');
		output.close();
		expect(readFileSync(path, 'utf8')).toBe('head\ntail\n');
	});
});

test.runIf(process.platform === 'linux')('a full disk throws nothing and is not the end', () => {
	const output = openLineOutput(open('/dev/full', constants.O_WRONLY));
	let isGone = false;
	output.onGone(() => {
		isGone = true;
	});
	output.write('lost');
	output.write('lost');
	output.close();
	expect(isGone).toBe(false);
});

test('an output that was never given is gone from the first line on', async () => {
	const output = openLineOutput(987_654);
	let count = 0;
	output.onGone(() => {
		count++;
	});
	output.write('nobody reads this');
	output.write('nor this');
	expect(count).toBe(1);
	await new Promise<void>((resolve) => {
		output.onGone(resolve);
	});
	output.close();
});
