import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {HostError} from '../../source/host/host-error.js';
import {removePidFile, writePidFile} from '../../source/host/pid-file.js';
import {makeTemporaryDirectory, removeDirectory} from './fixture-process.js';

let directory: string;

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(() => {
	removeDirectory(directory);
});

test('holds the id of this process, whoever was there before, until it is removed', async () => {
	writeFileSync(join(directory, 'daemon.pid'), '1\n');
	const path = await writePidFile(directory);
	expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`);
	expect(readdirSync(directory)).toEqual(['daemon.pid']);
	removePidFile(directory);
	removePidFile(directory);
	expect(existsSync(path)).toBe(false);
});

test('stays where another process has written it since', async () => {
	const path = await writePidFile(directory);
	writeFileSync(path, '1\n');
	removePidFile(directory);
	expect(readFileSync(path, 'utf8')).toBe('1\n');
});

test('says why it cannot be written', async () => {
	writeFileSync(join(directory, 'file'), '');
	await expect(writePidFile(join(directory, 'file'))).rejects.toThrow(HostError);
});
