import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, renameSync, statSync, symlinkSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {HostError} from '../../source/host/host-error.js';
import {createLog} from '../../source/observe/log.js';
import {type FileSink, fileSink, lineSink} from '../../source/observe/log-sink.js';
import {makeTemporaryDirectory, removeDirectory} from '../host/fixture-process.js';

let directory: string;
let sink: FileSink | undefined;

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(() => {
	sink?.close();
	sink = undefined;
	removeDirectory(directory);
});

function open(...path: string[]): FileSink {
	sink = fileSink(join(directory, ...path));
	return sink;
}

test('appends to a file of its user only, and makes its directory', () => {
	const path = join(directory, 'a', 'b', 'agent.log');
	const first = open('a', 'b', 'agent.log');
	expect(first.write('one')).toBe(true);
	first.close();
	first.close();
	expect(first.write('closed')).toBe(false);
	expect(first.reopen()).toBeUndefined();
	expect(open('a', 'b', 'agent.log').write('two')).toBe(true);
	expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
	expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('goes on in a new file after the old one was rotated away', () => {
	const path = join(directory, 'agent.log');
	const file = open('agent.log');
	file.write('one');
	renameSync(path, `${path}.1`);
	file.write('still the old one');
	expect(existsSync(path)).toBe(false);
	expect(file.reopen()).toBeUndefined();
	file.write('two');
	expect(readFileSync(`${path}.1`, 'utf8')).toBe('one\nstill the old one\n');
	expect(readFileSync(path, 'utf8')).toBe('two\n');
});

test('keeps the old file where the path cannot be opened anew', () => {
	const file = open('logs', 'agent.log');
	renameSync(join(directory, 'logs'), join(directory, 'old'));
	writeFileSync(join(directory, 'logs'), '');
	expect(file.reopen()).toBeInstanceOf(HostError);
	expect(file.write('kept')).toBe(true);
	expect(readFileSync(join(directory, 'old', 'agent.log'), 'utf8')).toBe('kept\n');
});

test('a path that cannot be opened is a wrong value of --log-file', () => {
	writeFileSync(join(directory, 'file'), '');
	const below = join(directory, 'file', 'agent.log');
	expect(() => fileSink(below)).toThrow(
		expect.objectContaining({
			constructor: HostError,
			exitCode: 2,
			message: `Expected --log-file to be a file that can be written, got "${below}": The directory ${join(directory, 'file')} cannot be used: something that is not a directory has its name (EEXIST)`,
		}),
	);
	expect(() => fileSink(directory)).toThrow(
		`Expected --log-file to be a file that can be written, got "${directory}": it is a directory (EISDIR)`,
	);
});

test.skipIf(process.platform === 'win32')('a pipe without a reader is refused and not waited for', () => {
	spawnSync('mkfifo', [join(directory, 'pipe')]);
	expect(() => open('pipe')).toThrow('nobody reads from it (ENXIO)');
});

test.runIf(process.platform === 'linux')('counts what a full disk takes, and tells once it has room', () => {
	const path = join(directory, 'agent.log');
	symlinkSync('/dev/full', path);
	const file = open('agent.log');
	const log = createLog({level: 'info', format: 'text', sink: file});
	log.info('lost');
	log.info('lost');
	unlinkSync(path);
	expect(file.reopen()).toBeUndefined();
	log.info('after');
	const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
	expect(lines).toHaveLength(2);
	expect(lines[0]).toMatch(/ WARN {2}2 log lines were lost: the log could not be written dropped=2$/u);
	expect(lines[1]).toMatch(/ INFO {2}after$/u);
});

test('hands lines to an output and closes it', () => {
	const calls: string[] = [];
	const output = lineSink({
		write: (line) => calls.push(line),
		close: () => calls.push('(closed)'),
		onGone: () => undefined,
	});
	expect(output.write('one')).toBe(true);
	output.close();
	expect(calls).toEqual(['one', '(closed)']);
});
