import {execFile} from 'node:child_process';
import {chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import Database from 'libsql';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Store, StoreChange} from '../../../../source/master/store/port.js';
import {openSqliteStore} from '../../../../source/master/store/sqlite/sqlite-store.js';
import {bundleStorePrograms} from '../../../helpers/store-worker.js';

const programs = bundleStorePrograms();
const run = promisify(execFile);
let root: string;
let directory: string;
let opened: Store[];

beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'sloth-store-'));
	directory = join(root, 'data');
	await mkdir(directory);
	opened = [];
});

afterEach(async () => {
	await Promise.all(opened.map((store) => store.close()));
	await rm(root, {recursive: true, force: true});
});

async function open(path = directory, maxPages?: number): Promise<Store> {
	const store = await openSqliteStore({directory: path, workerUrl: programs.workerUrl(), maxPages});
	opened.push(store);
	return store;
}

function addEvents(first: number, count: number): readonly StoreChange[] {
	return Array.from({length: count}, (_, index) => ({
		type: 'add-event',
		event: {
			id: `event-${first + index}`,
			agentName: 'web-1',
			type: 'test',
			atWallMs: first + index,
			severity: 'info',
			message: 'x'.repeat(1000),
			data: {},
		},
	}));
}

async function countEvents(store: Store): Promise<number> {
	return (await store.readEvents({agentNames: [], types: [], limit: 1_000_000})).length;
}

/** A database of ours with 200 events, closed. */
async function makeDatabase(): Promise<string> {
	const store = await open();
	await store.commit(addEvents(0, 200));
	await store.close();
	return join(directory, 'registry.db');
}

/** What a crash leaves: the file as it was at the start, and a log that holds what `write` did since. */
async function makeCrashImage(from: string, write: () => Promise<void>): Promise<string> {
	const image = join(root, 'crashed');
	await mkdir(image);
	await write();
	for (const suffix of ['', '-wal']) {
		await copyFile(`${from}${suffix}`, join(image, `registry.db${suffix}`));
	}

	expect((await readFile(join(image, 'registry.db-wal'))).length).toBeGreaterThan(0);
	return image;
}

/** Overwrites the pages in the middle of a file. */
async function damage(file: string): Promise<void> {
	const bytes = await readFile(file);
	bytes.fill('damage', Math.floor(bytes.length / 2 / 4096) * 4096, Math.floor(bytes.length / 2 / 4096 + 8) * 4096);
	await writeFile(file, bytes);
}

async function contents(path: string): Promise<Readonly<Record<string, string>>> {
	const names = (await readdir(path)).filter((name) => !name.endsWith('-shm')).sort();
	return Object.fromEntries(
		await Promise.all(names.map(async (name) => [name, (await readFile(join(path, name))).toString('base64')])),
	);
}

async function expectRefusal(path: string, problem: string, words: RegExp): Promise<void> {
	const before = await contents(path);
	await expect(open(path)).rejects.toMatchObject({name: 'StoreError', problem, message: expect.stringMatching(words)});
	// Compared as a truth value: a difference of thousands of lines helps nobody.
	expect(JSON.stringify(await contents(path)) === JSON.stringify(before)).toBe(true);
}

describe('a file that is no intact database of ours is refused, and not a byte of it changes', () => {
	const corrupt = /\/registry\.db is damaged or not a database of sloth-master.*move it away.*--data-dir$/u;

	test.each([
		['garbage', 'garbage '.repeat(1000)],
		['three bytes', 'abc'],
		['a header and nothing else', 'SQLite format 3\0'],
	])('%s', async (_name, text) => {
		await writeFile(join(directory, 'registry.db'), text);
		await expectRefusal(directory, 'corrupt', corrupt);
	});

	test('a database of another program', async () => {
		const foreign = new Database(join(directory, 'registry.db'));
		foreign.exec('CREATE TABLE notes (text)');
		foreign.close();
		await expectRefusal(directory, 'corrupt', corrupt);
	});

	test('a database of another program with a log of its own', async () => {
		const file = join(directory, 'registry.db');
		const foreign = new Database(file);
		foreign.exec('PRAGMA journal_mode = WAL');
		const image = await makeCrashImage(file, async () => {
			foreign.exec('CREATE TABLE notes (text)');
		});
		foreign.close();
		await expectRefusal(image, 'corrupt', corrupt);
	});

	test('our own, cut short', async () => {
		const file = await makeDatabase();
		await truncate(file, 4096 * 5);
		await expectRefusal(directory, 'corrupt', corrupt);
	});

	test('our own, damaged in the middle', async () => {
		await damage(await makeDatabase());
		await expectRefusal(directory, 'corrupt', corrupt);
	});

	test('our own, damaged, with a log that was not yet moved into it', async () => {
		const file = await makeDatabase();
		const store = await open();
		const image = await makeCrashImage(file, async () => {
			await store.commit(addEvents(500, 1));
		});
		const intact = join(root, 'intact');
		await mkdir(intact);
		for (const name of await readdir(image)) {
			await copyFile(join(image, name), join(intact, name));
		}

		await damage(join(image, 'registry.db'));
		await expectRefusal(image, 'corrupt', corrupt);
		expect(await countEvents(await open(intact))).toBe(201);
		expect((await readdir(intact)).filter((name) => name.endsWith('-shm'))).toEqual([]);
	});

	test('our own, cut to nothing beside a log that still holds rows', async () => {
		const file = await makeDatabase();
		const store = await open();
		const image = await makeCrashImage(file, async () => {
			await store.commit(addEvents(500, 1));
		});
		await truncate(join(image, 'registry.db'), 0);
		await expectRefusal(image, 'corrupt', corrupt);
	});
});

describe('a file of a newer version is refused, and not a byte of it changes', () => {
	const newer = /\/registry\.db was written by a newer sloth-master: install that version/u;

	test('closed', async () => {
		const file = await makeDatabase();
		const database = new Database(file);
		database.exec('PRAGMA user_version = 2');
		database.close();
		await expectRefusal(directory, 'newer', newer);
	});

	test('with the newer version still in its log', async () => {
		const file = await makeDatabase();
		const database = new Database(file);
		const image = await makeCrashImage(file, async () => {
			database.exec('PRAGMA user_version = 2');
		});
		database.close();
		await expectRefusal(image, 'newer', newer);
	});
});

describe('a directory that cannot be used', () => {
	const readOnly = /^The data directory \/.* cannot be written: give this user read and write access/u;

	test('an empty file is a new database', async () => {
		await writeFile(join(directory, 'registry.db'), '');
		expect(await countEvents(await open())).toBe(0);
	});

	test('a first start that was cut off in its first transaction is begun anew', async () => {
		const file = await makeDatabase();
		// The header of a rollback journal: at its beginning the file had no page. https://sqlite.org/fileformat.html#the_rollback_journal
		const journal = Buffer.alloc(512);
		journal.write('d9d505f920a163d7', 'hex');
		journal.writeUInt32BE(512, 20);
		journal.writeUInt32BE(4096, 24);
		await writeFile(`${file}-journal`, journal);
		const store = await open();
		expect(await countEvents(store)).toBe(0);
		expect((await store.commit(addEvents(0, 1))).newEventIds).toHaveLength(1);
	});

	test('a file in the place of the directory is said so', async () => {
		const file = join(root, 'file');
		await writeFile(file, 'text');
		await expect(open(file)).rejects.toMatchObject({problem: 'failed', message: expect.stringContaining(file)});
		await expect(open(join(file, 'inner'))).rejects.toMatchObject({problem: 'failed'});
	});

	test('a directory on a read-only device is said so, empty or not', async (context) => {
		await makeDatabase();
		if (!(await mountTemporary(directory, '1m'))) {
			context.skip('a file system cannot be mounted here');
		}

		try {
			await writeFile(join(directory, 'registry.db'), '');
			await run('mount', ['-o', 'remount,ro', directory]);
			await expectRefusal(directory, 'read-only', readOnly);
			await expect(open(join(directory, 'inner', 'data'))).rejects.toMatchObject({problem: 'read-only'});
		} finally {
			await run('umount', [directory]);
		}

		expect(await countEvents(await open())).toBe(200);
	});

	// Permissions do not bind the superuser: for it the read-only file system above stands for them.
	const testAsOrdinaryUser = process.getuid?.() === 0 ? () => {} : test;
	testAsOrdinaryUser('a directory without permissions is said so', async () => {
		const file = await makeDatabase();
		await chmod(file, 0o400);
		await expectRefusal(directory, 'read-only', readOnly);
		await chmod(file, 0o600);
		await chmod(directory, 0o500);
		await expectRefusal(directory, 'read-only', readOnly);
		await chmod(directory, 0o700);
		expect(await countEvents(await open())).toBe(200);
	});
});

describe('a full disk', () => {
	const full = {
		name: 'StoreError',
		problem: 'full',
		message: expect.stringMatching(/^No space is left for the database in \//u),
	};

	/** Commits until one is refused. Returns how many were acknowledged. */
	async function fill(store: Store, limit: number): Promise<number> {
		for (let count = 0; count < limit; count++) {
			try {
				await store.commit(addEvents(count, 1));
			} catch (error) {
				expect(error).toMatchObject(full);
				return count;
			}
		}

		throw new Error(`Expected the disk to be full after ${limit} events`);
	}

	test('fails all that came together, keeps what was acknowledged, and is over once rows are deleted', async () => {
		const store = await open(directory, 60);
		const kept = await fill(store, 1000);
		expect(kept).toBeGreaterThan(10);
		const before = await store.statistics();
		// The first alone would need no space: what shares a transaction with a full disk shares its fate.
		const together = await Promise.allSettled([
			store.deleteEventsBefore(0),
			store.commit(addEvents(2000, 1)),
			store.commit(addEvents(3000, 100)),
		]);
		expect(together).toMatchObject(together.map(() => ({status: 'rejected', reason: full})));
		expect(await countEvents(store)).toBe(kept);
		expect(await store.statistics()).toEqual(before);
		expect(await store.deleteEventsBefore(10)).toBe(10);
		expect((await store.commit(addEvents(5000, 5))).newEventIds).toHaveLength(5);
		await store.close();
		expect(await countEvents(await open())).toBe(kept - 5);
	});

	test('of a real device is over once there is space again, without opening anew', async (context) => {
		if (!(await mountTemporary(directory, '2m'))) {
			context.skip('a file system cannot be mounted here');
		}

		try {
			const ballast = join(directory, 'ballast');
			await writeFile(ballast, Buffer.alloc(1024 * 1024));
			const store = await open();
			const kept = await fill(store, 10_000);
			await expect(store.deleteEventsBefore(0)).resolves.toBe(0);
			expect(await countEvents(store)).toBe(kept);
			await rm(ballast);
			expect((await store.commit(addEvents(20_000, 3))).newEventIds).toHaveLength(3);
			await store.close();
			const again = await open();
			expect(await countEvents(again)).toBe(kept + 3);
			await again.close();
		} finally {
			await Promise.all(opened.map((store) => store.close()));
			await run('umount', [directory]);
		}
	});

	test('is said at the start too', async (context) => {
		if (!(await mountTemporary(directory, '64k'))) {
			context.skip('a file system cannot be mounted here');
		}

		try {
			const ballast = join(directory, 'ballast');
			await writeFile(ballast, Buffer.alloc(1024 * 1024)).catch(() => undefined);
			await expect(open()).rejects.toMatchObject(full);
			await rm(ballast);
		} finally {
			await run('umount', [directory]);
		}
	});
});

/** Mounts a file system in memory over a directory. Returns false where this user may not. */
async function mountTemporary(path: string, size: string): Promise<boolean> {
	try {
		await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
		return true;
	} catch {
		return false;
	}
}
