import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {askControl} from '../../source/control/client.js';
import {controlPath} from '../../source/control/path.js';
import {HostError} from '../../source/host/host-error.js';
import {acquireLock, isLocked} from '../../source/host/lock.js';
import type {DaemonChild} from '../../source/program/daemon.js';
import type {
	OpenProgram,
	ProgramDescription,
	ProgramTools,
	ShownProgram,
} from '../../source/program/program-description.js';
import {runUntilEnd} from '../../source/program/run-until-end.js';
import {type Signals, whenStopped} from '../../source/program/signals.js';

let directory = '';
let signals: Signals;
/** What happened, in order. */
let steps: string[] = [];

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'sloth-run-'));
	signals = {stop: new AbortController(), onHangUp() {}, onUser() {}};
	steps = [];
});

afterEach(() => {
	rmSync(directory, {recursive: true, force: true});
});

const identity = () => ({directory, name: 'one'});
const logText = () => readFileSync(join(directory, 'one.log'), 'utf8');

const daemon: DaemonChild = {
	async reportStarted(message) {
		steps.push(`started: ${message}`);
	},
	async reportFailed(message, exitCode) {
		steps.push(`failed: ${message} (${exitCode})`);
	},
};

/** A program that runs until it is told to stop. */
function programOf(
	changes: Partial<OpenProgram> = {},
	more: Partial<ProgramDescription> = {},
	tools: (tools: ProgramTools) => void = () => {},
): ProgramDescription {
	return {
		program: 'one',
		label: 'One',
		directory,
		identity: identity(),
		alreadyRuns: 'One runs already.',
		log: {file: join(directory, 'one.log'), format: 'text', level: 'info'},
		logFile: undefined,
		isShown: false,
		// Never within a test.
		exitLimitMs: 2 ** 31 - 1,
		async open(given) {
			steps.push('open');
			tools(given);
			return {
				handlers: {status: () => ({isWell: true})},
				show: () => Promise.reject(new Error('It has no screen')),
				async run(started) {
					started('well');
					await whenStopped(signals);
					return {exitCode: 0};
				},
				async close() {
					steps.push('close');
				},
				...changes,
			};
		},
		...more,
	};
}

/** A screen that lasts until it fails. */
function screenOf(whenFailed: Promise<Error> = new Promise(() => {})): ShownProgram {
	return {
		whenFailed,
		async leave(lines, failure) {
			steps.push(['leave', ...lines, failure?.message].filter((step) => step !== undefined).join(': '));
		},
	};
}

async function isFree(): Promise<boolean> {
	return !(await isLocked(identity())) && !existsSync(controlPath(identity()).path);
}

describe('a program', () => {
	test('has its lock, its pid file and its control socket while it runs, and ends where that tells it to', async () => {
		let by: unknown;
		const running = runUntilEnd(
			programOf({}, {}, ({signal}) => {
				signal.addEventListener('abort', () => {
					by = signal.reason;
				});
			}),
			signals,
			{
				...daemon,
				async reportStarted() {
					expect(await isLocked(identity())).toBe(true);
					expect(readFileSync(join(directory, 'daemon.pid'), 'utf8')).toBe(`${process.pid}\n`);
					expect(await askControl(identity(), {command: 'status'}, {timeoutMs: 5000})).toEqual({isWell: true});
					expect(await askControl(identity(), {command: 'stop'}, {timeoutMs: 5000})).toEqual({pid: process.pid});
				},
			},
		);
		expect(await running).toBe(0);
		expect(by).toBe('one stop');
		expect(steps).toEqual(['open', 'close', 'failed: One was stopped before it had started (1)']);
		expect(existsSync(join(directory, 'daemon.pid'))).toBe(false);
		expect(await isFree()).toBe(true);
	});

	test('ends with its own code, and a daemon with its reason', async () => {
		const run = async () => ({exitCode: 3, message: 'It is refused'});
		expect(await runUntilEnd(programOf({run}), signals, daemon)).toBe(3);
		expect(steps).toEqual(['open', 'close', 'failed: It is refused (3)']);
	});

	test('opens nothing where another one runs, whose log is left alone', async () => {
		const lock = await acquireLock(identity());
		await expect(runUntilEnd(programOf(), signals, daemon)).rejects.toMatchObject({
			message: 'One runs already.',
			exitCode: 4,
		});
		expect(steps).toEqual([]);
		expect(logText()).toBe('');
		await lock?.release();
	});

	test('does without its pid file where that cannot be written, and says so once', async () => {
		mkdirSync(join(directory, 'daemon.pid', 'inside'), {recursive: true});
		const running = runUntilEnd(programOf(), signals, {
			...daemon,
			async reportStarted() {
				signals.stop.abort('a test');
			},
		});
		expect(await running).toBe(0);
		expect(logText().match(/WARN {2}The pid file \S+ cannot be written: it is a directory \(EISDIR\)/gu)).toHaveLength(
			1,
		);
	});

	test('does without its control socket where that cannot be made, and says so once', async () => {
		mkdirSync(join(controlPath(identity()).path, 'inside'), {recursive: true});
		const run = async () => ({exitCode: 0});
		expect(await runUntilEnd(programOf({run}), signals, daemon)).toBe(0);
		expect(logText().match(/WARN {2}The control socket \S+ cannot be made: /gu)).toHaveLength(1);
		expect(await isLocked(identity())).toBe(false);
	});

	test('does without its directory where that cannot be made, and says so once', async () => {
		const run = async () => ({exitCode: 0});
		const blocked = join(directory, 'one.log', 'inside');
		expect(await runUntilEnd(programOf({run}, {directory: blocked}), signals, daemon)).toBe(0);
		expect(logText().match(/WARN {2}The directory \S+ cannot be used: /gu)).toHaveLength(1);
	});

	test('that was told to stop while it opened ends in order', async () => {
		expect(await runUntilEnd(programOf({}, {open: async () => undefined}), signals, daemon)).toBe(0);
		expect(await isFree()).toBe(true);
	});

	test('tries again on SIGUSR1', async () => {
		const running = runUntilEnd(
			programOf({
				retry: () => signals.stop.abort('retried'),
				async run() {
					signals.onUser();
					return {exitCode: signals.stop.signal.reason === 'retried' ? 0 : 1};
				},
			}),
			signals,
			daemon,
		);
		expect(await running).toBe(0);
	});

	test('opens its log anew on SIGHUP where it keeps one of its own', async () => {
		const running = runUntilEnd(
			programOf(
				{
					async run() {
						signals.onHangUp();
						return {exitCode: 0};
					},
				},
				{logFile: join(directory, 'one.log')},
			),
			signals,
			daemon,
		);
		expect(await running).toBe(0);
		expect(logText()).toContain('Log file opened anew');
	});
});

describe('whatever fails, all that was opened is closed', () => {
	test('the opening', async () => {
		const open = () => Promise.reject(new Error('boom'));
		await expect(runUntilEnd(programOf({}, {open}), signals, daemon)).rejects.toMatchObject({
			message: `Unexpected error: boom. Log: ${join(directory, 'one.log')}`,
			exitCode: 1,
		});
		expect(logText()).toMatch(/ERROR Error: boom .*at /u);
		expect(await isFree()).toBe(true);
	});

	test('the run', async () => {
		const run = () => Promise.reject(new HostError('No room', 2));
		await expect(runUntilEnd(programOf({run}), signals, daemon)).rejects.toMatchObject({
			message: 'No room',
			exitCode: 2,
		});
		expect(steps).toEqual(['open', 'close']);
		expect(logText()).toMatch(/ERROR No room\n$/u);
		expect(await isFree()).toBe(true);
	});

	test('the closing: the rest is closed all the same', async () => {
		const close = () => Promise.reject(new Error('stuck'));
		const run = async () => ({exitCode: 0});
		const show = async () => screenOf();
		await expect(runUntilEnd(programOf({run, close, show}, {isShown: true}), signals, undefined)).rejects.toThrow(
			'Unexpected error: stuck',
		);
		expect(steps).toEqual(['open', 'leave']);
		expect(await isFree()).toBe(true);
	});
});

describe('a screen', () => {
	test('is left after all else, with what the program says at its end', async () => {
		const show = async () => screenOf();
		const run = async () => ({exitCode: 3, lines: ['It is refused']});
		expect(await runUntilEnd(programOf({show, run}, {isShown: true}), signals, undefined)).toBe(3);
		expect(steps).toEqual(['open', 'close', 'leave: It is refused']);
	});

	test('that fails ends the program with code 1, its stack in the log', async () => {
		const failed = Promise.resolve(new Error('no cell'));
		const show = async () => screenOf(failed);
		expect(await runUntilEnd(programOf({show}, {isShown: true}), signals, undefined)).toBe(1);
		expect(signals.stop.signal.reason).toBe('the screen failed');
		expect(steps).toEqual(['open', 'close', 'leave: no cell']);
		expect(logText()).toMatch(/ERROR The screen failed: Error: no cell .*at /u);
	});

	test('without a terminal means plain lines, in the same process, with all opened anew', async () => {
		const show = () => Promise.reject(new HostError('The terminal cannot be opened'));
		const run = async () => ({exitCode: 0});
		expect(await runUntilEnd(programOf({show, run}, {isShown: true}), signals, undefined)).toBe(0);
		expect(steps).toEqual(['open', 'close', 'open', 'close']);
		expect(logText()).toMatch(/WARN {2}The terminal cannot be opened\n$/u);
	});

	test('that cannot be drawn is no missing terminal', async () => {
		const show = () => Promise.reject(new Error('boom'));
		await expect(runUntilEnd(programOf({show}, {isShown: true}), signals, undefined)).rejects.toThrow('boom');
		expect(steps).toEqual(['open', 'close']);
	});
});
