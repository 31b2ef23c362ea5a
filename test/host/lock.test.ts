import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {acquireLock, hashOfTarget, isLocked, listRunning} from '../../source/host/lock.js';
import {bundleFixture} from '../helpers/bundle-fixture.js';
import {type Fixture, makeTemporaryDirectory, removeDirectory, startFixture} from './fixture-process.js';

let scripts: string;
let holder: string;
let directory: string;
const fixtures: Fixture[] = [];

beforeAll(async () => {
	scripts = makeTemporaryDirectory();
	holder = await bundleFixture(scripts, new URL('./fixtures/lock-holder.ts', import.meta.url));
});

afterAll(() => {
	removeDirectory(scripts);
});

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(async () => {
	await Promise.all(fixtures.splice(0).map((fixture) => fixture.kill()));
	removeDirectory(directory);
});

async function startHolders(count: number, platform: string): Promise<Fixture[]> {
	const holders = Array.from({length: count}, () => startFixture(holder, [directory, platform]));
	fixtures.push(...holders);
	for (const each of holders) {
		expect(await each.nextMessage()).toBe('ready');
	}

	return holders;
}

/** All try in the same moment. */
async function race(holders: readonly Fixture[]): Promise<unknown[]> {
	for (const each of holders) {
		each.send('go');
	}

	return Promise.all(holders.map((each) => each.nextMessage()));
}

const oneWinnerOfEight = ['refused', 'refused', 'refused', 'refused', 'refused', 'refused', 'refused', 'won'];
const kinds = process.platform === 'linux' ? (['linux', 'darwin'] as const) : (['darwin'] as const);

describe.each(kinds)('the lock of %s', (platform) => {
	test('is held by one, and free again after its release', async () => {
		const target = {directory, name: 'web-1', platform};
		expect(await isLocked(target)).toBe(false);
		const lock = await acquireLock(target);
		expect(lock).toBeDefined();
		expect(await isLocked(target)).toBe(true);
		expect(await acquireLock(target)).toBeUndefined();
		await lock?.release();
		await lock?.release();
		expect(await isLocked(target)).toBe(false);
		const next = await acquireLock(target);
		expect(next).toBeDefined();
		await next?.release();
		expect(readdirSync(directory)).toEqual([]);
	});

	test('belongs to a name within a directory, by whichever path', async () => {
		const state = join(directory, 'state');
		const link = join(directory, 'link');
		symlinkSync(state, link);
		const lock = await acquireLock({directory: state, name: 'web-1', platform});
		mkdirSync(state, {recursive: true});
		expect(await isLocked({directory: link, name: 'web-1', platform})).toBe(true);
		expect(await isLocked({directory: state, name: 'web-2', platform})).toBe(false);
		expect(await isLocked({directory, name: 'web-1', platform})).toBe(false);
		await lock?.release();
	});

	test('lets exactly one of eight processes in that start at the same moment', async () => {
		const results = await race(await startHolders(8, platform));
		expect(results.sort()).toEqual(oneWinnerOfEight);
		expect(await isLocked({directory, name: 'web-1', platform})).toBe(true);
	});

	test('lets exactly one of eight take over from a killed one', async () => {
		const starters = await startHolders(8, platform);
		const [dead] = await startHolders(1, platform);
		dead?.send('go');
		expect(await dead?.nextMessage()).toBe('won');
		expect(await acquireLock({directory, name: 'web-1', platform})).toBeUndefined();
		await dead?.kill();
		expect(await isLocked({directory, name: 'web-1', platform})).toBe(false);
		expect((await race(starters)).sort()).toEqual(oneWinnerOfEight);
	});

	test('keeps no process alive', async () => {
		const [only] = await startHolders(1, platform);
		only?.send('go');
		expect(await only?.nextMessage()).toBe('won');
		const exited = new Promise((resolve) => {
			only?.child.once('exit', resolve);
		});
		only?.send('let go');
		expect(await exited).toBe(0);
		expect(await isLocked({directory, name: 'web-1', platform})).toBe(false);
	});

	test('tells which agents of a state directory run', async () => {
		for (const name of ['web-2', 'web-1', 'idle', 'not a name']) {
			mkdirSync(join(directory, name));
		}

		const locks = await Promise.all(['web-2', 'web-1'].map((name) => acquireLock({directory, name, platform})));
		expect(await listRunning(directory, platform)).toEqual(['web-1', 'web-2']);
		await Promise.all(locks.map((lock) => lock?.release()));
		expect(await listRunning(directory, platform)).toEqual([]);
		expect(await listRunning(join(directory, 'missing'), platform)).toEqual([]);
	});
});

describe('the lock of other platforms', () => {
	const target = () => ({directory, name: 'web-1', platform: 'darwin' as const});
	const lockPath = () => join(directory, `.lock-${hashOfTarget(target())}`);

	async function expectTakeOver() {
		expect(await isLocked(target())).toBe(false);
		const lock = await acquireLock(target());
		expect(lock).toBeDefined();
		expect(await acquireLock(target())).toBeUndefined();
		await lock?.release();
		expect(readdirSync(directory)).toEqual([]);
	}

	function leaveOwner(owner: string) {
		mkdirSync(lockPath());
		writeFileSync(join(lockPath(), 'owner'), owner);
	}

	test.each([
		['an empty directory', () => mkdirSync(lockPath())],
		['an owner that was cut short by a power cut', () => leaveOwner('')],
		['an owner that is no owner', () => leaveOwner('{"pid":-1}')],
		[
			'a directory without an owner but with something in it',
			() => mkdirSync(join(lockPath(), 'x'), {recursive: true}),
		],
		['a file', () => writeFileSync(lockPath(), '')],
		[
			'an earlier process with the id of this one',
			() => leaveOwner(JSON.stringify({pid: process.pid, nonce: 'of-another-boot'})),
		],
		[
			'a process whose id another process has now',
			() => leaveOwner(JSON.stringify({pid: process.ppid, startedAt: 'long ago', nonce: 'n'})),
		],
		['a process that is dead', () => leaveOwner(JSON.stringify({pid: deadPid(), nonce: 'n'}))],
	])('is taken over from %s', async (_what, leave) => {
		leave();
		await expectTakeOver();
	});

	test('is taken over from one that died while it took over', async () => {
		const dead = JSON.stringify({pid: deadPid(), nonce: 'n'});
		leaveOwner(dead);
		const generation = readGeneration(dead);
		mkdirSync(`${lockPath()}.${generation}`);
		writeFileSync(join(`${lockPath()}.${generation}`, 'owner'), JSON.stringify({pid: deadPid(), nonce: 'm'}));
		await expectTakeOver();
	});

	test('is not taken over from a living process whose start nobody knows', async () => {
		leaveOwner(JSON.stringify({pid: process.ppid, nonce: 'n'}));
		expect(await isLocked(target())).toBe(true);
		expect(await acquireLock(target())).toBeUndefined();
	});

	test('says in one line why a directory cannot hold it', async () => {
		writeFileSync(join(directory, 'file'), '');
		const path = join(directory, 'file', 'state');
		await expect(acquireLock({...target(), directory: path})).rejects.toThrow(
			`The directory ${path} cannot be used: a part of its path is not a directory (ENOTDIR)`,
		);
	});
});

function deadPid(): number {
	return spawnSync(process.execPath, ['-e', '']).pid;
}

function readGeneration(owner: string): string {
	return createHash('sha256').update(owner).digest('hex').slice(0, 12);
}
