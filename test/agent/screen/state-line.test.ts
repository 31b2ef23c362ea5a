import {describe, expect, test} from 'vitest';
import {
	active,
	facts,
	later,
	master,
	modelOf,
	monotonicNow,
	neverConnected,
	reconnecting,
	show,
	small,
	toWall,
	wide,
} from '../../stories/agent-scenes.js';

test('a process in its first second is up for 0 s', () => {
	const text = show(modelOf({facts: {...facts, startedAt: monotonicNow - 20}}));
	expect(text).toContain('up 0 s ');
});

describe('the state line', () => {
	const stateLine = (host: string) => show(neverConnected({host, port: 50_050})).split('\n')[3] ?? '';

	test.each([
		['localhost', 'never connected, for 42 s, since 03:13:09'],
		['master.example', 'never connected, for 42 s '],
		['master-1.intranet.company.example', 'never connected '],
	])('gives up words before it cuts the address %s', (host, words) => {
		expect(stateLine(host)).toContain(`RECONNECTING   ${words}`);
		expect(stateLine(host)).toContain(` ${host}:50050`);
	});

	test('has whole words beside an address of any length', () => {
		for (let length = 1; length < 100; length++) {
			expect(stateLine('h'.repeat(length))).toMatch(/never connected(?:, for 42 s(?:, since 03:13:09)?)? {2,}h/u);
		}
	});

	test.each(['outages', 'outage', 'error', 'help'] as const)('is whole on the page %s at 40×12', (type) => {
		const page = {type, selected: 0, top: 0} as const;
		expect(show(reconnecting(), small, {}, {page}).split('\n')[2]).toBe(' ▲ RECONNECTING   1m 42s since 03:12:09');
		expect(show(reconnecting(), small, {now: later(1e9)}, {page}).split('\n')[2]).toBe(
			' ▲ RECONNECTING   11d 13h since 1 Jul',
		);
		expect(show(reconnecting(), wide, {}, {page}).split('\n')[3]).toBe(' ▲ RECONNECTING   down 1m 42s, since 03:12:09');
	});
});

describe('a window that is too small', () => {
	const lineAt = (columns: number) => show(reconnecting(), {columns, rows: 9}).trim();

	test('tells the state, how long, and what it needs, in whole words', () => {
		expect(lineAt(20)).toBe('▲ RECONNECTING');
		expect(lineAt(21)).toBe('▲ RECONNECTING 1m 42s');
		expect(lineAt(32)).toBe('▲ RECONNECTING 1m 42s  too small');
		expect(lineAt(39)).toBe('▲ RECONNECTING 1m 42s  too small: 40x10');
		expect(lineAt(80)).toBe('▲ RECONNECTING 1m 42s  too small: 40x10 at least');
	});

	test('cuts no word at any width that has room for the state', () => {
		for (let columns = 14; columns < 100; columns++) {
			expect(lineAt(columns)).toMatch(/^▲ RECONNECTING(?: 1m 42s(?: {2}too small(?:: 40x10(?: at least)?)?)?)?$/u);
		}
	});

	test('tells since when an agent is gone', () => {
		const line = show(active(), {columns: 39, rows: 9}, {mode: 'watch', goneSinceWall: toWall(monotonicNow)});
		expect(line.trim()).toBe('× NOT RUNNING since 03:13:51  too small');
	});
});

test('an agent that was never connected says so in a narrow window, and how to start a master here', () => {
	for (const rows of [10, 11, 12, 16, 24]) {
		const text = show(neverConnected(), {columns: 40, rows});
		expect(text).toContain('Never connected.');
		expect(text).toContain(' Start one with  sloth-master\n');
	}

	const elsewhere = show(neverConnected(master), small);
	expect(elsewhere).toContain('Never connected.');
	expect(elsewhere).not.toContain('Start one');
});

test('what the connection is, stands as the agent tells it', () => {
	const model = modelOf({facts: {...facts, trust: 'in a tunnel'}});
	expect(show(model)).toContain(' in a tunnel\n');
	expect(show(model)).not.toContain('plaintext');
});
