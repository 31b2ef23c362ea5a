import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect} from 'vitest';
import {scriptOf} from '../helpers/sandbox.js';
import {enterAlternate, type TerminalOptions, type Terminals, test} from './screen-program.js';

const limitMs = 60_000;

/** Nothing listens there: the agent keeps trying. */
const words = ['start', '--name', 'web-1', '--master', '127.0.0.1:1'];

const command = [process.execPath, scriptOf('sloth-agent'), ...words];

const agent =
	(flags: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
	(terminals: Terminals, options: TerminalOptions = {}) =>
		terminals.open([...command, ...flags], {...options, environment: {...options.environment, ...environment}});

const inShell = (line: string) => (terminals: Terminals) => terminals.open(['/bin/sh', '-c', line, 'sh', ...command]);

describe('plain lines', {concurrent: true}, () => {
	test.concurrent.for([
		['with --plain', agent(['--plain'])],
		['with TERM=dumb', agent([], {TERM: 'dumb'})],
		['with TERM=dumb and --screen', agent(['--screen'], {TERM: 'dumb'})],
		['with CI=1', agent([], {CI: '1'})],
		['for a screen reader', agent([], {INK_SCREEN_READER: 'true'})],
		['where the standard input is no terminal', inShell('exec "$@" </dev/null')],
		['where the standard output is no terminal', inShell('"$@" | cat')],
	] as const)('%s', {timeout: limitMs}, async ([, start], {terminals, sandbox}) => {
		const program = start(terminals);
		await program.shows(/INFO +Agent web-1 starts/u, /INFO +Reconnecting to master in \d/u);
		expect(program.written).not.toContain(enterAlternate);
		expect(program.screenType).toBe('normal');
		const {pid} = await sandbox.status('web-1');
		process.kill(pid, 'SIGTERM');
		expect(await program.waitForExit()).toEqual({exitCode: 0, signal: 0});
	});

	test.concurrent('need neither ink nor react, which the screen needs', {timeout: limitMs}, async ({
		terminals,
		sandbox,
	}) => {
		const loaded = async (flags: readonly string[], shown: RegExp) => {
			const coverage = join(sandbox.directory, `coverage${flags.join('')}`);
			const program = agent(flags, {NODE_V8_COVERAGE: coverage})(terminals);
			await program.shows(shown);
			process.kill(program.pid, 'SIGTERM');
			expect(await program.waitForExit()).toEqual({exitCode: 0, signal: 0});
			return screenFiles(coverage);
		};

		expect(await loaded(['--plain'], /Reconnecting to master/u)).toEqual([]);
		expect(await loaded(['--screen'], /RECONNECTING/u)).not.toEqual([]);
	});
});

/** The files that hold Ink or React, minified or not, of those that a program had loaded by its end. */
function screenFiles(coverage: string): readonly string[] {
	const files = readdirSync(coverage).flatMap((file) => {
		const {result}: {readonly result: ReadonlyArray<{readonly url: string}>} = JSON.parse(
			readFileSync(join(coverage, file), 'utf8'),
		);
		return result.flatMap(({url}) => (url.startsWith('file:') ? [fileURLToPath(url)] : []));
	});
	expect(files).toContain(scriptOf('sloth-agent'));
	return files.filter((file) => /Symbol\.for\(["']react\.|ink-(?:box|text|root)/u.test(readFileSync(file, 'utf8')));
}

describe('the screen', {concurrent: true}, () => {
	test.concurrent('has colours, bold words and symbols', {timeout: limitMs}, async ({terminals}) => {
		const program = agent([])(terminals);
		await program.shows('▲ RECONNECTING');
		expect(program.screenType).toBe('alternate');
		expect(looksOf(program.written).some((look) => hasColour(look))).toBe(true);
	});

	test.concurrent('overrides CI with --screen', {timeout: limitMs}, async ({terminals}) => {
		const program = agent(['--screen'], {CI: '1'})(terminals);
		await program.shows('▲ RECONNECTING');
		expect(program.screenType).toBe('alternate');
	});

	test.concurrent.for([
		['NO_COLOR', agent([], {NO_COLOR: '1'})],
		['--no-color', agent(['--no-color'])],
	] as const)('has no colour with %s, and bold words', {timeout: limitMs}, async ([, start], {terminals}) => {
		const program = start(terminals);
		await program.shows('▲ RECONNECTING', '[RECONNECTING]');
		program.press('o');
		await program.shows(/Outages ─+ 1 /u);
		const looks = looksOf(program.written);
		expect(looks.filter((look) => hasColour(look))).toEqual([]);
		expect(looks.some((look) => look.includes('1'))).toBe(true);
		expect(looks.some((look) => look.includes('7'))).toBe(true);
	});

	test.concurrent.for([
		['in the locale C', agent([], {LANG: 'C'})],
		['with --ascii', agent(['--ascii'])],
	] as const)('is ASCII %s, to the last line that it leaves', {timeout: limitMs}, async ([, start], {terminals}) => {
		const program = start(terminals, {columns: 120, rows: 36});
		await program.shows('^ RECONNECTING', '^ RECONNECTING');
		program.press('?');
		await program.shows('Shows the keys.');
		program.press('\u0003\u0003');
		expect(await program.waitForExit()).toEqual({exitCode: 0, signal: 0});
		expect(program.text).toContain('Agent web-1: stopped');
		expect(program.written).toMatch(/^[\u0000-\u007F]*$/u);
	});

	// What Ink takes as the wish for React's developer tools.
	test.concurrent('is the same with DEV=true', {timeout: limitMs}, async ({terminals}) => {
		const program = agent([], {DEV: 'true'})(terminals);
		await program.shows('▲ RECONNECTING');
		expect(program.screenType).toBe('alternate');
	});

	test.concurrent('needs no controlling terminal', {timeout: limitMs}, async ({terminals, sandbox}) => {
		const program = inShell('setsid -w "$@"')(terminals);
		await program.shows('▲ RECONNECTING');
		expect(program.screenType).toBe('alternate');
		const {pid} = await sandbox.status('web-1');
		process.kill(pid, 'SIGTERM');
		expect(await program.waitForExit()).toEqual({exitCode: 0, signal: 0});
	});
});

/** The numbers of each change of look. */
function looksOf(written: string): ReadonlyArray<readonly string[]> {
	return Array.from(written.matchAll(/\u001B\[([\d;]*)m/gu), ([, numbers = '']) => numbers.split(';'));
}

function hasColour(look: readonly string[]): boolean {
	return look.some((number) => /^(?:[349]\d|10[0-7])$/u.test(number) && number !== '39' && number !== '49');
}
