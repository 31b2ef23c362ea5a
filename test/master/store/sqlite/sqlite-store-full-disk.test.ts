import {copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'libsql';
import {describe, expect} from 'vitest';
import type {Store, StoreChange} from '../../../../source/master/store/port.js';
import {openSqliteStore} from '../../../../source/master/store/sqlite/sqlite-store.js';
import {isMissing} from '../../../helpers/facilities.js';
import {type Sandbox, test} from '../../../helpers/sandbox.js';
import {bundleStorePrograms} from '../../../helpers/store-worker.js';
import {mountTinyDisk, type TinyDisk} from '../../../helpers/tiny-disk.js';

const programs = bundleStorePrograms();
const full = {
	name: 'StoreError',
	problem: 'full',
	message: expect.stringMatching(/^No space is left for the database in \/.*: free some space on that device$/u),
};

async function open(sandbox: Sandbox, directory: string): Promise<Store> {
	const store = await openSqliteStore({directory, workerUrl: programs.workerUrl()});
	sandbox.onDispose(() => store.close());
	return store;
}

function addEvent(id: string): readonly StoreChange[] {
	const event = {
		id,
		agentName: 'web-1',
		type: 'test',
		atWallMs: 1,
		severity: 'info',
		message: 'x'.repeat(1000),
		data: {},
	};
	return [{type: 'add-event', event: {...event, severity: 'info'}}];
}

async function readIds(store: Store): Promise<readonly string[]> {
	return (await store.readEvents({agentNames: [], types: [], limit: 1000})).map(({id}) => id);
}

/** What a crash leaves on a tiny disk: a file with one event, and a log with another. */
async function crash(sandbox: Sandbox): Promise<{readonly disk: TinyDisk; readonly directory: string}> {
	const disk = mountTinyDisk(sandbox, '1m');
	const directory = join(disk.directory, 'data');
	const original = join(sandbox.directory, 'original');
	const first = await open(sandbox, original);
	await first.commit(addEvent('in the file'));
	await first.close();
	const second = await open(sandbox, original);
	await second.commit(addEvent('in the log'));
	mkdirSync(directory);
	for (const name of ['registry.db', 'registry.db-wal']) {
		copyFileSync(join(original, name), join(directory, name));
	}

	await second.close();
	expect(readFileSync(join(directory, 'registry.db-wal')).length).toBeGreaterThan(0);
	return {disk, directory};
}

/** The database and its log. What is beside them holds nothing. */
function contents(directory: string): string {
	const names = readdirSync(directory).filter((name) => !name.endsWith('-shm'));
	return JSON.stringify(names.sort().map((name) => [name, readFileSync(join(directory, name), 'base64')]));
}

describe.skipIf(isMissing('a file system in memory'))('a start on a full disk', () => {
	test('after a crash reads all that is there, and writes once there is space, without opening anew', async ({
		sandbox,
	}) => {
		const {disk, directory} = await crash(sandbox);
		disk.fill();
		const store = await open(sandbox, directory);
		expect(await readIds(store)).toEqual(['in the file', 'in the log']);
		expect(existsSync(join(directory, 'registry.db-shm'))).toBe(false);
		await expect(store.commit(addEvent('too much'))).rejects.toMatchObject(full);
		disk.empty();
		await store.commit(addEvent('later'));
		await store.close();
		const again = await open(sandbox, directory);
		expect(await readIds(again)).toEqual(['in the file', 'in the log', 'later']);
		await again.close();
	});

	test('after a crash holds the file as any other start does', async ({sandbox}) => {
		const {disk, directory} = await crash(sandbox);
		disk.fill();
		const store = await open(sandbox, directory);
		const other = join(sandbox.directory, 'other.mjs');
		const libsql = new URL('../../../../node_modules/libsql/index.js', import.meta.url).pathname;
		writeFileSync(
			other,
			`import {createRequire} from 'node:module';
			const Database = createRequire('${libsql}')('${libsql}');
			try {
				new Database('${directory}/registry.db').exec('SELECT * FROM agents');
				console.log('read');
			} catch (error) {
				console.log(error.code);
			}`,
		);
		const program = sandbox.startCommand([process.execPath, other]);
		await program.exit;
		expect(program.lines).toEqual(['SQLITE_BUSY']);
		await store.close();
	});

	test('after an orderly end reads all that is there, and writes once there is space', async ({sandbox}) => {
		const disk = mountTinyDisk(sandbox, '1m');
		const directory = join(disk.directory, 'data');
		const first = await open(sandbox, directory);
		await first.commit(addEvent('in the file'));
		await first.close();
		disk.fill();
		const store = await open(sandbox, directory);
		expect(await readIds(store)).toEqual(['in the file']);
		await expect(store.commit(addEvent('too much'))).rejects.toMatchObject(full);
		disk.empty();
		await store.commit(addEvent('later'));
		expect(await readIds(store)).toEqual(['in the file', 'later']);
		await store.close();
	});

	test('with nothing to read is refused, in words', async ({sandbox}) => {
		const disk = mountTinyDisk(sandbox, '1m');
		const directory = join(disk.directory, 'data');
		mkdirSync(directory);
		disk.fill();
		await expect(open(sandbox, directory)).rejects.toMatchObject(full);
	});

	test.for<[string, string, (directory: string) => void]>([
		['a damaged file', 'corrupt', (directory) => damage(join(directory, 'registry.db'), 4096)],
		[
			'a damaged file beside a damaged log',
			'corrupt',
			(directory) => {
				damage(join(directory, 'registry.db'), 4096);
				damage(join(directory, 'registry.db-wal'), 0);
			},
		],
		[
			'a file of a newer version beside a log',
			'newer',
			(directory) => {
				const file = join(directory, 'registry.db');
				const bytes = readFileSync(file);
				bytes.writeUInt32BE(2, 60);
				writeFileSync(file, bytes);
				// Nothing of the log counts any more: it would bring back the older version.
				damage(`${file}-wal`, 0);
			},
		],
	])('leaves %s as it was, and says what is wrong with it', async ([, problem, change], {sandbox}) => {
		const {disk, directory} = await crash(sandbox);
		change(directory);
		const before = contents(directory);
		disk.fill();
		await expect(open(sandbox, directory)).rejects.toMatchObject({name: 'StoreError', problem});
		// Compared as a truth value: a difference of thousands of lines helps nobody.
		expect(contents(directory) === before).toBe(true);
	});

	test('leaves a log that holds a newer version as it was', async ({sandbox}) => {
		const {disk, directory} = await crash(sandbox);
		const newer = join(sandbox.directory, 'newer');
		mkdirSync(newer);
		for (const name of ['registry.db', 'registry.db-wal']) {
			copyFileSync(join(directory, name), join(newer, name));
		}

		const database = new Database(join(newer, 'registry.db'));
		database.exec('PRAGMA user_version = 2');
		for (const name of ['registry.db', 'registry.db-wal']) {
			copyFileSync(join(newer, name), join(directory, name));
		}

		database.close();
		const before = contents(directory);
		disk.fill();
		await expect(open(sandbox, directory)).rejects.toMatchObject({name: 'StoreError', problem: 'newer'});
		expect(contents(directory) === before).toBe(true);
	});
});

/** Overwrites all that follows. */
function damage(file: string, from: number): void {
	const bytes = readFileSync(file);
	bytes.fill('damage', from);
	writeFileSync(file, bytes);
}
