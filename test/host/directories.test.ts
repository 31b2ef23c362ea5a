import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
	agentDirectory,
	canonicalPath,
	ensureDirectory,
	masterDataDirectory,
	stateDirectory,
} from '../../source/host/directories.js';
import {HostError} from '../../source/host/host-error.js';
import {bundleFixture} from '../helpers/bundle-fixture.js';
import {makeTemporaryDirectory, removeDirectory} from './fixture-process.js';

let directory: string;

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(() => {
	removeDirectory(directory);
});

describe.runIf(process.platform === 'linux')('the directories of XDG', () => {
	test('are below what the environment names', () => {
		const environment = {XDG_STATE_HOME: '/x/state', XDG_DATA_HOME: '/x/data'};
		expect(stateDirectory(environment)).toBe('/x/state/sloth-agent');
		expect(masterDataDirectory(environment)).toBe('/x/data/sloth-master');
	});

	test('are below the home directory where the environment names none, or a relative one', () => {
		expect(stateDirectory({HOME: '/home/sid'})).toBe('/home/sid/.local/state/sloth-agent');
		expect(masterDataDirectory({HOME: '/home/sid'})).toBe('/home/sid/.local/share/sloth-master');
		expect(stateDirectory({HOME: '/home/sid', XDG_STATE_HOME: ''})).toBe('/home/sid/.local/state/sloth-agent');
		expect(stateDirectory({HOME: '/home/sid', XDG_STATE_HOME: 'x'})).toBe('/home/sid/.local/state/sloth-agent');
		expect(stateDirectory({})).toBe(join(homedir(), '.local/state/sloth-agent'));
	});
});

test('an agent has a folder in the state directory, and no name leads out of it', () => {
	expect(agentDirectory({stateDirectory: '/x/state', name: 'web-1'})).toBe('/x/state/web-1');
	expect(() => agentDirectory({stateDirectory: '/x/state', name: '../web'})).toThrow(
		'Expected the name of an agent, got "../web"',
	);
});

describe('ensureDirectory', () => {
	test('makes a directory and its parents for their user only', () => {
		const path = join(directory, 'a', 'b');
		ensureDirectory(path);
		ensureDirectory(path);
		expect(statSync(path).mode & 0o777).toBe(0o700);
		expect(statSync(join(directory, 'a')).mode & 0o777).toBe(0o700);
	});

	test.each([
		['file', 'something that is not a directory has its name (EEXIST)'],
		['file/below', 'a part of its path is not a directory (ENOTDIR)'],
		['x'.repeat(300), 'its path is too long (ENAMETOOLONG)'],
	])('says in one line why %s cannot be used', (name, reason) => {
		writeFileSync(join(directory, 'file'), '');
		const path = join(directory, name);
		expect(() => {
			ensureDirectory(path, 4);
		}).toThrow(
			expect.objectContaining({
				constructor: HostError,
				message: `The directory ${path} cannot be used: ${reason}`,
				exitCode: 4,
			}),
		);
	});

	test.skipIf(process.platform === 'win32')('says that a directory is not writable', async () => {
		const path = join(directory, 'locked');
		const script = await bundleFixture(directory, new URL('fixtures/ensure-directory.ts', import.meta.url));
		mkdirSync(path, {mode: 0o500});
		chmodSync(directory, 0o755);
		const {stdout} = spawnSync(process.execPath, [script, path], {encoding: 'utf8'});
		expect(stdout).toContain('this user has no permission (EACCES)');
	});

	test.runIf(process.platform === 'linux')('says that a file system takes no directory', () => {
		expect(() => {
			ensureDirectory('/proc/sloth');
		}).toThrow(HostError);
	});
});

test('a path is spelled the same through a link, and whether or not its end exists', () => {
	mkdirSync(join(directory, 'real'));
	symlinkSync(join(directory, 'real'), join(directory, 'link'));
	const real = canonicalPath(join(directory, 'real', 'a', 'b'));
	expect(canonicalPath(join(directory, 'link', 'a', 'b'))).toBe(real);
	mkdirSync(join(directory, 'real', 'a', 'b'), {recursive: true});
	expect(canonicalPath(join(directory, 'link', 'a', 'b'))).toBe(real);
});
