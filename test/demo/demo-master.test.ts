import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createDemoMaster, type DemoMaster} from '../../source/demo/demo-master.js';
import {waitFor} from '../helpers/closing.js';
import {isProcessRunning} from '../helpers/program.js';

const [, ownScript = ''] = process.argv;
let directory = '';
let abort = new AbortController();
let master: DemoMaster | undefined;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'sloth-test-'));
	abort = new AbortController();
});

afterEach(async () => {
	await master?.close();
	process.argv[1] = ownScript;
	rmSync(directory, {recursive: true});
});

/** A master whose process is this script. */
function createMaster(script: string): DemoMaster {
	const program = join(directory, 'sloth-agent.js');
	writeFileSync(program, '');
	writeFileSync(join(directory, 'sloth-master.js'), `${script}\nsetInterval(() => {}, 1000);`);
	process.argv[1] = program;
	master = createDemoMaster(abort.signal);
	return master;
}

const listening = "console.log('Master listens at 127.0.0.1:4711');";

test('starts, knows its port, and is killed with its directory', async () => {
	const {start, port, close, isRunning, directory: own} = createMaster(listening);
	const pid = await start();
	expect(port()).toBe(4711);
	expect(isRunning()).toBe(true);
	expect(existsSync(own)).toBe(true);
	await close();
	expect(await isProcessRunning(pid)).toBe(false);
	expect(existsSync(own)).toBe(false);
});

test('is silent no more where it is killed from outside while it is', async () => {
	const {start, silence, isSilent, isRunning} = createMaster(listening);
	const pid = await start();
	silence(true);
	expect(isSilent()).toBe(true);
	process.kill(pid, 'SIGKILL');
	await waitFor(() => !isRunning());
	expect(isSilent()).toBe(false);
	await start();
	expect(isSilent()).toBe(false);
});

test('is not waited for any longer once the demo ends', async () => {
	const {start, processId} = createMaster('');
	const started = start();
	const pid = processId();
	abort.abort('SIGTERM');
	await expect(started).rejects.toThrow("The demo's master did not start: it said nothing");
	await waitFor(async () => !(await isProcessRunning(pid)));
	await expect(start()).rejects.toThrow('The demo ends');
});

test('goes with this process, and so does its directory', async () => {
	const before = process.listeners('exit');
	const {start, directory: own} = createMaster(listening);
	const pid = await start();
	const added = process.listeners('exit').filter((listener) => !before.includes(listener));
	for (const listener of added) {
		listener(0);
	}

	expect(existsSync(own)).toBe(false);
	await waitFor(async () => !(await isProcessRunning(pid)));
	await master?.close();
	expect(process.listeners('exit')).toEqual(before);
});
