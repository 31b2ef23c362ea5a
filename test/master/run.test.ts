import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {controlPath} from '../../source/control/path.js';
import {controlName} from '../../source/master/files.js';
import type {Master} from '../../source/master/master.js';
import {type Run, runUntilEnd} from '../../source/master/run.js';
import type {DaemonChild} from '../../source/program/daemon.js';

let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'sloth-run-'));
});

afterEach(() => {
	rmSync(directory, {recursive: true, force: true});
});

/** A master that counts how often it is closed. */
function fakeMaster() {
	const fake = {
		closes: 0,
		address: {host: '127.0.0.1', port: 1},
		close: async () => {
			fake.closes++;
		},
	};
	return {fake, master: fake as unknown as Master};
}

function runOf(changes: Partial<Run> = {}): {readonly run: Run; readonly lines: string[]} {
	const lines: string[] = [];
	const write = (message: string) => lines.push(message);
	return {
		lines,
		run: {
			shows: 'lines',
			options: {dataDirectory: directory, host: '127.0.0.1'} as Run['options'],
			daemon: undefined,
			log: {debug: write, info: write, warn: write, error: write, close() {}},
			file: undefined,
			stopped: new Promise(() => {}),
			...changes,
		},
	};
}

/** What a directory that is not empty does in the place of the control socket. */
function blockControlSocket(): void {
	mkdirSync(join(controlPath({directory, name: controlName}).path, 'inside'), {recursive: true});
}

describe('a master is closed', () => {
	test('when it cannot make its control socket', async () => {
		blockControlSocket();
		const {fake, master} = fakeMaster();
		await expect(runUntilEnd(runOf().run, master)).rejects.toThrow(/^The control socket \S+ cannot be made/u);
		expect(fake.closes).toBe(1);
	});

	test('when it cannot write its pid file', async () => {
		mkdirSync(join(directory, 'daemon.pid', 'inside'), {recursive: true});
		const {fake, master} = fakeMaster();
		const daemon = {reportStarted: async () => undefined} as unknown as DaemonChild;
		await expect(runUntilEnd(runOf({daemon}).run, master)).rejects.toThrow(/^The pid file \S+ cannot be written/u);
		expect(fake.closes).toBe(1);
	});

	test('when nobody hears that it has started', async () => {
		const {fake, master} = fakeMaster();
		const daemon = {reportStarted: () => Promise.reject(new Error('nobody listens'))} as unknown as DaemonChild;
		await expect(runUntilEnd(runOf({daemon}).run, master)).rejects.toThrow('nobody listens');
		expect(fake.closes).toBe(1);
	});
});
