import {describe, expect, test} from 'vitest';
import type {Page} from '../../../source/agent/screen/state/screen-state.js';
import {
	active,
	modelOf,
	neverConnected,
	reconnecting,
	refused,
	show,
	small,
	toWall,
	wide,
} from '../../stories/agent-scenes.js';

const withoutOutage = () => modelOf({history: {...modelOf().history, outages: []}});
const keysOf = (text: string) => text.trimEnd().split('\n').at(-1)?.trim() ?? '';
const linesOf = (text: string) => text.trim().split('\n');

describe('a text that is longer than the screen', () => {
	test.each(['outage', 'error'] as const)('is all to be read by scrolling: %s at 40×12', (type) => {
		const texts = Array.from({length: 20}, (_, top) =>
			show(reconnecting(), small, {}, {page: {type, selected: 0, top}}),
		);
		const words = ['master.example:50050', 'is probably down.', 'Code       ECONNREFUSED', '4'];
		for (const word of words) {
			expect(texts.some((text) => text.includes(word))).toBe(true);
		}

		expect(texts.at(-1)).toBe(texts.at(-2));
		expect(
			linesOf(texts.at(-1) ?? '')
				.slice(3, -1)
				.filter((line) => line.trim() === ''),
		).toHaveLength(1);
	});

	test('says which keys scroll and which go to other outages', () => {
		const page: Page = {type: 'outage', selected: 0, top: 0};
		expect(keysOf(show(reconnecting(), small, {}, {page}))).toBe('▴▾ move  ◂▸ other  esc back  ?  q quit');
		expect(keysOf(show(reconnecting(), wide, {}, {page}))).toContain('▴▾ move   ◂▸ older, newer   esc back');
		expect(keysOf(show(neverConnected(), wide, {}, {page}))).not.toContain('◂▸');
		expect(show(reconnecting(), wide, {}, {page: {type: 'help', top: 0}})).toContain(
			' ◂▸    In one outage: shows the one before it, the one after it.',
		);
	});
});

describe('what is empty', () => {
	test('a list of no outages offers only the way back', () => {
		const text = show(withoutOutage(), wide, {}, {page: {type: 'outages', selected: 0}});
		expect(keysOf(text)).toMatch(/^esc back {5,}\? help {3}q quit$/u);
	});

	test('no error is a sentence of its own', () => {
		const text = show(withoutOutage(), wide, {}, {page: {type: 'error', top: 0}});
		expect(text).toContain('\n No error.\n');
		expect(keysOf(text)).not.toContain('move');
	});
});

describe('the keys of the main page', () => {
	test('p goes on while the log is paused', () => {
		expect(keysOf(show(active()))).toContain('p pause log');
		expect(keysOf(show(active(), wide, {}, {paused: []}))).toContain('p go on');
	});

	test('the full error is offered where the master refused', () => {
		expect(keysOf(show(refused()))).toMatch(/^e full error/u);
		expect(show(refused(), wide, {}, {page: {type: 'error', top: 0}})).toContain('this name is not yours');
	});

	test('nothing is tried where the agent is gone', () => {
		const gone = {mode: 'watch', goneSinceWall: toWall(0)} as const;
		expect(keysOf(show(reconnecting(), wide, gone))).toMatch(/^e full error {3}o outages/u);
		expect(keysOf(show(active(), wide, {...gone}, {paused: []}))).not.toContain('retry');
	});
});

describe('a refused agent in a narrow window', () => {
	test('is told the whole reason, and REFUSED in the breadcrumb', () => {
		const text = show(refused(), small);
		expect(text).toContain(' registered, so it does not try again.');
		expect(text).toContain('[REFUSED]');
		expect(text).not.toContain('[STOPPED]');
	});

	test('is told as much of a long reason as there is room for, with a mark where it goes on', () => {
		const text = show(refused('a long reason '.repeat(25)), small);
		expect(text).toMatch(/reason a long reason .*…\n/u);
		expect(text).toContain(' Next  Start it with  sloth-agent');
		expect(keysOf(text)).toContain('e error');
	});
});
