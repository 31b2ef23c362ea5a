import {describe, expect, test} from 'vitest';
import {decideMode, decideTheme, isWideLocale, type ModeInput} from '../../source/terminal/mode.js';

const terminal: ModeInput = {
	stdinIsTty: true,
	stdoutIsTty: true,
	environment: {TERM: 'xterm-256color', LANG: 'de_DE.UTF-8'},
	isPlain: false,
	isScreen: false,
};

function modeWith(changes: Partial<ModeInput>, environment: Record<string, string> = {}): string {
	return decideMode({...terminal, ...changes, environment: {...terminal.environment, ...environment}});
}

describe('a screen is shown', () => {
	test('on a terminal', () => {
		expect(modeWith({})).toBe('screen');
	});

	test('on a terminal that says nothing of its kind', () => {
		expect(decideMode({...terminal, environment: {}})).toBe('screen');
	});

	test.each(['', '0', 'false'])('where CI is "%s"', (value) => {
		expect(modeWith({}, {CI: value})).toBe('screen');
	});

	test('in CI with --screen', () => {
		expect(modeWith({isScreen: true}, {CI: '1'})).toBe('screen');
	});
});

describe('plain lines are written', () => {
	test('where the input is no terminal', () => {
		expect(modeWith({stdinIsTty: false})).toBe('plain');
	});

	test('where the output is no terminal', () => {
		expect(modeWith({stdoutIsTty: false})).toBe('plain');
	});

	test('on a dumb terminal', () => {
		expect(modeWith({}, {TERM: 'dumb'})).toBe('plain');
	});

	test.each(['1', 'true', 'yes'])('where CI is "%s"', (value) => {
		expect(modeWith({}, {CI: value})).toBe('plain');
	});

	test('with --plain, also beside --screen', () => {
		expect(modeWith({isPlain: true})).toBe('plain');
		expect(modeWith({isPlain: true, isScreen: true})).toBe('plain');
	});

	test('for a screen reader', () => {
		expect(modeWith({}, {INK_SCREEN_READER: 'true'})).toBe('plain');
	});

	test('whatever --screen says, where no screen can be', () => {
		expect(modeWith({isScreen: true, stdinIsTty: false})).toBe('plain');
		expect(modeWith({isScreen: true, stdoutIsTty: false})).toBe('plain');
		expect(modeWith({isScreen: true}, {TERM: 'dumb'})).toBe('plain');
	});
});

describe('the theme', () => {
	const themeWith = (environment: Record<string, string>, flags = {}) =>
		decideTheme({environment, isColourless: false, isAscii: false, ...flags});

	test('has colours and all glyphs in a UTF-8 locale', () => {
		expect(themeWith({LANG: 'de_DE.UTF-8'})).toEqual({colour: true, ascii: false});
		expect(themeWith({LANG: 'C.utf8'})).toEqual({colour: true, ascii: false});
	});

	test('has no colours with --no-color, or where NO_COLOR has a value', () => {
		expect(themeWith({LANG: 'C.UTF-8'}, {isColourless: true}).colour).toBe(false);
		expect(themeWith({LANG: 'C.UTF-8', NO_COLOR: '1'}).colour).toBe(false);
		expect(themeWith({LANG: 'C.UTF-8', NO_COLOR: '0'}).colour).toBe(false);
		expect(themeWith({LANG: 'C.UTF-8', NO_COLOR: ''}).colour).toBe(true);
	});

	test('is ASCII with --ascii and in a locale without UTF-8', () => {
		expect(themeWith({LANG: 'C.UTF-8'}, {isAscii: true}).ascii).toBe(true);
		expect(themeWith({LANG: 'C'}).ascii).toBe(true);
		expect(themeWith({}).ascii).toBe(true);
	});

	test('takes the locale that decides about characters', () => {
		expect(themeWith({LC_ALL: 'C', LANG: 'C.UTF-8'}).ascii).toBe(true);
		expect(themeWith({LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C'}).ascii).toBe(false);
	});
});

test('the locales with wide characters are known', () => {
	expect(['zh_CN.UTF-8', 'ja_JP.UTF-8', 'ko_KR'].map((LANG) => isWideLocale({LANG}))).toEqual([true, true, true]);
	expect(['de_DE.UTF-8', 'kok_IN', 'C', ''].map((LANG) => isWideLocale({LANG}))).toEqual([false, false, false, false]);
});
