import {type ChildProcessByStdio, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import {fileURLToPath} from 'node:url';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openSqliteStore} from '../../../../source/master/store/sqlite/sqlite-store.js';
import {bundleStorePrograms} from '../../../helpers/store-worker.js';

const programs = bundleStorePrograms();
let directory: string;
let writers: Writer[];

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'sloth-store-'));
	writers = [];
});

afterEach(async () => {
	await Promise.all(writers.map((writer) => writer.kill()));
	await rm(directory, {recursive: true, force: true});
});

/** Another process with the store open: it prints the id of every event that was acknowledged. */
class Writer {
	readonly lines: string[] = [];
	readonly #child: ChildProcessByStdio<Writable, Readable, null>;
	readonly #ended: Promise<unknown>;
	readonly #waiting = new Set<() => void>();

	constructor(...mode: readonly string[]) {
		const program = fileURLToPath(programs.program('store-writer.js'));
		this.#child = spawn(process.execPath, [program, directory, ...mode], {stdio: ['pipe', 'pipe', 'inherit']});
		this.#ended = once(this.#child, 'close');
		createInterface({input: this.#child.stdout}).on('line', (line) => {
			this.lines.push(line);
			for (const look of this.#waiting) {
				look();
			}
		});
		writers.push(this);
	}

	/** Resolves once it has printed so many lines. */
	async waitForLines(count: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const look = () => {
				if (this.lines.length >= count) {
					this.#waiting.delete(look);
					resolve();
				}
			};
			this.#waiting.add(look);
			look();
		});
	}

	async kill(): Promise<void> {
		this.#child.kill('SIGKILL');
		await this.#ended;
	}

	/** Ends its input, which lets one that holds the store close it. Resolves with its exit code. */
	async finish(): Promise<number | null> {
		this.#child.stdin.end();
		await this.#ended;
		return this.#child.exitCode;
	}
}

async function readIds(): Promise<readonly string[]> {
	const store = await openSqliteStore({directory, workerUrl: programs.workerUrl()});
	const events = await store.readEvents({agentNames: [], types: [], limit: 1_000_000});
	await store.close();
	return events.map(({id}) => id);
}

test('every acknowledged row is there after a kill -9, each of five times', async () => {
	let acknowledged = 0;
	for (let round = 1; round <= 5; round++) {
		const writer = new Writer();
		// An event that is there already is acknowledged again: this goes a little further each time.
		await writer.waitForLines(round * 40);
		await writer.kill();
		const ids = await readIds();
		expect(ids.slice(0, writer.lines.length)).toEqual(writer.lines);
		acknowledged = Math.max(acknowledged, writer.lines.length);
		expect(ids.length).toBeGreaterThanOrEqual(acknowledged);
	}

	expect(await readdir(directory)).toEqual(['registry.db']);
});

test('a second process is refused and the first one goes on undisturbed', async () => {
	const writer = new Writer();
	await writer.waitForLines(5);
	for (let attempt = 0; attempt < 3; attempt++) {
		await expect(openSqliteStore({directory, workerUrl: programs.workerUrl()})).rejects.toMatchObject({
			name: 'StoreError',
			problem: 'in-use',
			message: `The data directory ${directory} is in use by another master: stop that one, or choose another directory with --data-dir`,
		});
	}

	await writer.waitForLines(writer.lines.length + 20);
	const other = new Writer();
	expect(await other.finish()).toBe(4);
	expect(other.lines).toEqual([expect.stringMatching(/^in-use: /u)]);
	await writer.waitForLines(writer.lines.length + 20);
	await writer.kill();
	expect((await readIds()).slice(0, writer.lines.length)).toEqual(writer.lines);
});

test('a second look from within the holding process does not give up its lock', async () => {
	const store = await openSqliteStore({directory, workerUrl: programs.workerUrl()});
	await expect(openSqliteStore({directory, workerUrl: programs.workerUrl()})).rejects.toMatchObject({
		problem: 'in-use',
	});
	const other = new Writer('hold');
	expect(await other.finish()).toBe(4);
	expect(other.lines).toEqual([expect.stringMatching(/^in-use: /u)]);
	await store.close();
});

test('of several that start at once on a new directory exactly one gets it', async () => {
	const starting = Array.from({length: 4}, () => new Writer('hold'));
	await Promise.all(starting.map((writer) => writer.waitForLines(1)));
	const first = starting.map(({lines}) => lines[0]);
	expect(first.filter((line) => line === 'event-1')).toHaveLength(1);
	expect(first.filter((line) => line?.startsWith('in-use: '))).toHaveLength(3);
	const codes = await Promise.all(starting.map((writer) => writer.finish()));
	expect(codes.sort()).toEqual([0, 4, 4, 4]);
	expect(await readIds()).toEqual(['event-1']);
});

test('a closed store keeps no process alive and leaves one file', async () => {
	const writer = new Writer('hold');
	await writer.waitForLines(1);
	expect(await readdir(directory)).toContain('registry.db-wal');
	expect(await writer.finish()).toBe(0);
	expect(await readdir(directory)).toEqual(['registry.db']);
});
