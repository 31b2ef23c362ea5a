import {chmodSync, mkdirSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {ensureSharedFolder, isOwnFolder} from '../../source/control/path.js';
import {HostError} from '../../source/host/host-error.js';
import {makeTemporaryDirectory, removeDirectory} from '../host/fixture-process.js';

let directory: string;

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(() => {
	removeDirectory(directory);
});

test('makes a folder that only its user can enter', () => {
	const folder = join(directory, 'own');
	expect(isOwnFolder(folder)).toBe(false);
	ensureSharedFolder(folder);
	ensureSharedFolder(folder);
	expect(isOwnFolder(folder)).toBe(true);
});

test('does not trust a folder that others can enter', () => {
	const folder = join(directory, 'open');
	mkdirSync(folder);
	chmodSync(folder, 0o750);
	expect(() => {
		ensureSharedFolder(folder);
	}).toThrow(HostError);
});

test('does not trust a symbolic link', () => {
	const target = join(directory, 'target');
	mkdirSync(target, {mode: 0o700});
	symlinkSync(target, join(directory, 'link'));
	expect(() => {
		ensureSharedFolder(join(directory, 'link'));
	}).toThrow('it belongs to another user or is open to others');
});
