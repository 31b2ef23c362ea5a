import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {isRunning, makeTemporaryDirectory, removeDirectory, waitUntil} from '../host/fixture-process.js';
import {bundleScreenProgram, PtyProgram, type PtyProgramOptions} from './pty-program.js';

let scripts: string;
let script: string;
let directory: string;
const programs: PtyProgram[] = [];

beforeAll(async () => {
	scripts = makeTemporaryDirectory();
	script = await bundleScreenProgram(scripts, new URL('./fixtures/toy-screen.ts', import.meta.url));
});

afterAll(() => {
	removeDirectory(scripts);
});

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(async () => {
	await Promise.all(programs.splice(0).map((program) => program.close()));
	removeDirectory(directory);
});

async function start(options: Partial<PtyProgramOptions> = {}): Promise<PtyProgram> {
	const program = new PtyProgram({script, reportFile: join(directory, `report-${programs.length}`), ...options});
	programs.push(program);
	await program.waitForText('toy ');
	await program.waitForReport('ready');
	return program;
}

function count(text: string, part: string): number {
	return text.split(part).length - 1;
}

/** Ended, and not yet asked for its exit code: node-pty does so once it has read all. */
function isZombie(pid: number): boolean {
	try {
		return /^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

const enterAlternate = '\u001B[?1049h';
const leaveAlternate = '\u001B[?1049l';
const clear = '\u001B[2J';

/** What holds of every way out. */
function expectCleanExit(program: PtyProgram): void {
	expect(program.screenType).toBe('normal');
	expect(count(program.written, enterAlternate)).toBe(1);
	expect(count(program.written, leaveAlternate)).toBe(1);
	for (const [off, on] of [
		['\u001B[?25l', '\u001B[?25h'],
		['\u001B[?7l', '\u001B[?7h'],
		['\u001B[?2004h', '\u001B[?2004l'],
	] as const) {
		expect(program.written.lastIndexOf(on)).toBeGreaterThan(program.written.lastIndexOf(off));
	}

	expect(program.text).not.toContain('toy ');
	expect(program.text).not.toContain('never shown');
	expect(program.written).not.toContain('\u001B[3J');
}

describe('a way out:', () => {
	test.each([
		['the program stops', (program: PtyProgram) => program.pty.write('q')],
		['SIGINT', (program: PtyProgram) => process.kill(program.pty.pid, 'SIGINT')],
		['SIGTERM', (program: PtyProgram) => process.kill(program.pty.pid, 'SIGTERM')],
		['SIGHUP', (program: PtyProgram) => process.kill(program.pty.pid, 'SIGHUP')],
	])('%s', async (_name, leave) => {
		const program = await start();
		expect(program.screenType).toBe('alternate');
		leave(program);
		expect((await program.waitForExit()).exitCode).toBe(0);
		expectCleanExit(program);
	});

	test.each([
		['an error in drawing', 'd', 'failed: the drawing is  [2Jbroken'],
		['an error in a key', 'k', 'failed: the key is broken'],
		['a rejected promise', 'u', 'failed: nobody takes this'],
	])('%s, told in the scrollback', async (_name, key, message) => {
		const program = await start();
		program.pty.write(key);
		expect((await program.waitForExit()).exitCode).toBe(1);
		expectCleanExit(program);
		expect(program.text).toContain(`${message}\nleft anyway`);
	});

	test('the process exits at once', async () => {
		const program = await start();
		program.pty.write('x');
		expect((await program.waitForExit()).exitCode).toBe(3);
		expectCleanExit(program);
	});

	test('the terminal is closed: no process is left', async () => {
		const program = await start();
		const {pid} = program.pty;
		(program.pty as typeof program.pty & {destroy(): void}).destroy();
		await waitUntil('the process is gone', () => !isRunning(pid));
		expect(program.reports()).toContainEqual({gone: expect.stringContaining('the terminal was closed')});
		expect(program.reports()).toContainEqual({left: true});
	});
});

test('a terminal that cannot be read is given back at once, and what is written is seen', async () => {
	const program = new PtyProgram({script, reportFile: join(directory, 'report'), flags: ['--without-input']});
	programs.push(program);
	expect((await program.waitForExit()).exitCode).toBe(1);
	expect(program.text.trim()).toBe('not shown: Error: there is no input');
	expect(program.reports()).toEqual([{listenersLeft: 0}]);
	expect(program.written).not.toContain(enterAlternate);
});

test('leaving shows the summary in the scrollback, once', async () => {
	const program = await start();
	program.pty.write('q');
	await program.waitForExit();
	expect(program.text.trim()).toBe('left well');
});

describe('keys', () => {
	test('a paste is one key, and two ctrl-c in one chunk are two', async () => {
		const program = await start();
		program.pty.write('\u001B[200~sq\r\u001B[201~\u0003\u0003jj\u001B[A');
		await program.waitForText('keys paste:sq ctrl-c ctrl-c text:j text:j up');
		program.pty.write('\u001B');
		await program.waitForText('up escape');
		program.pty.write('\u001A');
		await program.waitForText('escape ctrl-z');
	});
});

test('a terminal that is too small to show a question passes no key on but ctrl-c', async () => {
	const program = await start();
	program.resize(39, 10);
	await program.waitForText('toy 39x10');
	program.pty.write('z\r\u0003');
	await program.waitForReport('key', (key) => key === 'ctrl-c');
	expect(program.reports().flatMap(({key}) => key ?? [])).toEqual(['ctrl-c']);
	program.resize(40, 10);
	await program.waitForText('toy 40x10');
	program.pty.write('z');
	await program.waitForReport('key', (key) => key === 'text:z');
});

describe('the bytes that are written', () => {
	test('erase on entering, on a resize and on ctrl-l, and never otherwise', async () => {
		const program = await start();
		expect(count(program.written, clear)).toBe(1);
		program.pty.write('n');
		await program.waitForText('flooded');
		program.pty.write('r');
		await program.waitForText('text:r');
		expect(count(program.written, clear)).toBe(1);

		program.pty.write('\u000C');
		await waitUntil('ctrl-l erases', () => count(program.written, clear) === 2);
		for (const [index, [columns, rows]] of (
			[
				[50, 20],
				[120, 36],
				[40, 12],
			] as const
		).entries()) {
			program.resize(columns, rows);
			await program.waitForText(`toy ${columns}x${rows}`);
			await program.waitForText(`bottom of ${rows}`);
			expect(count(program.written, clear)).toBe(3 + index);
		}

		expect(program.written).not.toContain('\u001B[3J');
		// Each update stands between its marks; leaving has not come yet.
		expect(count(program.written, '\u001B[?2026h')).toBe(count(program.written, '\u001B[?2026l'));
	});

	test('are none while nothing changes', async () => {
		const program = await start();
		program.pty.write('s');
		await program.waitForText('once');
		const before = program.written.length;
		// The clock draws, and finds the same picture but for this word.
		await program.waitForText('more than once');
		expect(program.written.length - before).toBeLessThan(200);
	});

	test('offer a text to the clipboard', async () => {
		const program = await start();
		program.pty.write('c');
		await waitUntil('the text is offered', () =>
			program.written.includes(`\u001B]52;c;${Buffer.from('a report').toString('base64')}\u0007`),
		);
		await waitUntil('it tells what became of it', () => program.reports().some(({copied}) => copied !== undefined));
		expect(program.reports()).toContainEqual({copied: true, copiedLong: false});
	});

	test('have colours and glyphs', async () => {
		const program = await start();
		expect(program.written).toContain('▲ ready');
		expect(program.written).toMatch(/\u001B\[0;31m/u);
	});

	test('have no colours with NO_COLOR, but bold and inverse', async () => {
		const program = await start({environment: {NO_COLOR: '1'}});
		const looks = new Set(program.written.match(/\u001B\[[\d;]*m/gu));
		expect(looks).toEqual(new Set(['\u001B[0m', '\u001B[0;1m', '\u001B[0;7m']));
	});

	test.each([
		['with --ascii', {flags: ['--ascii']}],
		['in the locale C', {environment: {LANG: 'C'}}],
	])('are ASCII %s', async (_name, options) => {
		const program = await start(options);
		await program.waitForText('^ ready');
		expect(program.written).toMatch(/^[\u0000-\u007F]*$/u);
	});
});

test('what is written to the console and to stderr, and warnings, go to the log', async () => {
	const program = await start();
	program.pty.write('w');
	await program.waitForReport('warning', (text) => String(text).includes('said as a warning'));
	const warnings = program.reports().flatMap(({warning}) => warning ?? []);
	expect(warnings).toEqual(['said to the console', 'said to stderr', 'Warning: said as a warning']);
	await program.waitForText('text:w');
	expect(program.written).not.toContain('said');
});

test("React's production build runs and leaves no performance records, and the user's NODE_ENV is as before", async () => {
	const program = await start({environment: {NODE_ENV: 'development'}});
	program.pty.write('n');
	await program.waitForText('flooded');
	program.pty.write('g');
	expect(await program.waitForReport('entries')).toBe(0);
	expect(await program.waitForReport('nodeEnvironment')).toBe('development');
});

test('after SIGCONT raw mode is set anew and the screen is drawn anew', async () => {
	const program = await start();
	process.kill(program.pty.pid, 'SIGCONT');
	await waitUntil('the screen is drawn anew', () => count(program.written, clear) === 2);
	program.pty.write('j');
	await program.waitForText('text:j');
});

/** What the program tells of itself now. */
async function ask(program: PtyProgram): Promise<{readonly beats: number; readonly drawn: number}> {
	const answers = () => program.reports().filter((fact) => 'beats' in fact);
	const answered = answers().length;
	program.pty.write('g');
	await waitUntil('the program answers', () => answers().length > answered);
	const {beats, drawn} = answers().at(-1) ?? {};
	return {beats: Number(beats), drawn: Number(drawn)};
}

/** Reads no more, and waits until the terminal takes nothing more from the program. */
async function stall(program: PtyProgram): Promise<void> {
	program.pty.pause();
	let before = await ask(program);
	await waitUntil('the terminal is full', async () => {
		const now = await ask(program);
		// A picture was due several times since.
		if (now.beats - before.beats < 20) {
			return false;
		}

		const isFull = now.drawn === before.drawn;
		before = now;
		return isFull;
	});
}

describe('a terminal that stands still', () => {
	test('does not stop the program, and shows the newest picture when it reads again', async () => {
		const program = await start({columns: 120, rows: 36});
		program.pty.write('f');
		await program.waitForText('aaaa');
		await stall(program);
		const {beats: beatsAtStall} = await ask(program);
		await waitUntil('the program has beaten for some seconds', async () => {
			const {beats} = await ask(program);
			return beats - beatsAtStall > 100;
		});
		const gaps = program.reports().flatMap(({maxGapMs}) => (maxGapMs === undefined ? [] : [Number(maxGapMs)]));
		expect(Math.max(...gaps)).toBeLessThan(1000);

		program.pty.write('j');
		program.pty.resume();
		await program.waitForText('text:j');
	});

	test('does not delay the end', async () => {
		const program = await start({columns: 120, rows: 36});
		program.pty.write('f');
		await program.waitForText('aaaa');
		await stall(program);
		const {pid} = program.pty;
		const startedAt = performance.now();
		process.kill(pid, 'SIGTERM');
		await waitUntil('it has left', () => program.reports().some(({left}) => left === true));
		await waitUntil('the process is gone', () => !isRunning(pid) || isZombie(pid));
		expect(performance.now() - startedAt).toBeLessThan(2000);
		program.pty.resume();
		await program.waitForExit();
	});
});
