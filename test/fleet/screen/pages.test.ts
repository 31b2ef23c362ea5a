import {describe, expect, test} from 'vitest';
import {happened, mixedFleet, ScreenUnderTest, second, snapshot} from '../../stories/fleet-fixture.js';

function small(screen = new ScreenUnderTest()): ScreenUnderTest {
	screen.size = {columns: 40, rows: 12};
	return screen.apply(mixedFleet());
}

function rowsOf(screen: ScreenUnderTest): readonly string[] {
	return screen.text().split('\n');
}

/** Everything that a page shows while it is scrolled down row by row. */
function seenBy(screen: ScreenUnderTest): string {
	const seen: string[] = [];
	for (let step = 0; step < 40; step++) {
		seen.push(screen.text());
		screen.press('j');
	}

	return seen.join('\n');
}

describe('the help at 40x12', () => {
	test('names the keys that scroll it, and shows every key in turn', () => {
		const screen = small().press('?');
		expect(rowsOf(screen).at(-1)).toBe(' esc back   ▴▾ move              q quit');
		expect(screen.text()).not.toMatch(/^ q /mu);
		expect(seenBy(screen)).toMatch(/^ q {2,}Stops this master/mu);
	});

	test('leads from its end back by one key a row', () => {
		const screen = small().press('?');
		const first = screen.text();
		expect(screen.press('G').text()).toMatch(/^ q {2,}Stops this master/mu);
		const steps = Number(/… (?<more>\d+) more/u.exec(first)?.groups?.['more']) - 1;
		expect(screen.press('k'.repeat(steps)).text()).toBe(first);
	});
});

describe('the page of an agent at 40x12', () => {
	test('says what, why and next in whole sentences', () => {
		const text = small().press('j<enter>').text().replace(/\s+/gu, ' ');
		expect(text).toContain('What No heartbeat since 03:13:39; the one of 03:13:44 is 7 s late.');
		expect(text).toContain('Why Its stream is open; 4 others from 10.0.0.7 answer: suspect the agent.');
		expect(text).toContain('Next LOST at 03:13:59 if nothing comes. That would end a streak of 812.');
	});

	test('shows all else when it is scrolled, and says how', () => {
		const screen = small().press('j<enter>');
		expect(rowsOf(screen).at(-2)).toMatch(/^ … \d+ more: ▴▾ moves\.$/u);
		const seen = seenBy(screen);
		for (const part of [
			'Address',
			'Heartbeats',
			'Policy',
			'Version',
			'Last hour',
			'Outages',
			'Its events',
			'LATE  nothing for 10 s',
		]) {
			expect(seen).toContain(part);
		}

		expect(screen.text()).not.toContain('more:');
		expect(screen.text()).not.toContain('…');
	});
});

test('a page of events that was scrolled to its end goes back with the next key', () => {
	const events = Array.from({length: 60}, (_, index) => happened('a', 'late', (index + 1) * second));
	const screen = new ScreenUnderTest().apply(snapshot([{name: 'a'}], events)).press('e');
	expect(screen.press('G').text()).toContain('42-60 of 60, newest first');
	expect(screen.press('k').text()).toContain('41-59 of 60, newest first');
});

test('at 40x12 what comes next for an agent is not cut', () => {
	for (const keys of ['g', 'j', 'jj', 'G']) {
		const next = rowsOf(small().press(keys)).find((row) => row.startsWith(' Next')) ?? '';
		expect(next).toMatch(/\.$/u);
	}
});

test.each([10, 11, 12, 24])(
	'the name that is typed to remove an agent is seen at 40x%i, however long its question',
	(rows) => {
		const screen = new ScreenUnderTest().apply(
			snapshot(
				['a', 'b', 'node-8-in-rack-12-of-hall-4.example.org'].map((name) => ({name, liveness: 'stopped' as const})),
			),
		);
		screen.size = {columns: 40, rows};
		expect(rowsOf(screen.press('/node<enter>dnode'))).toEqual([
			...Array.from({length: rows - 1}, () => expect.anything()),
			expect.stringMatching(/^ Type its name: node/u),
		]);
	},
);

describe('read-only', () => {
	test.each([
		[80, 24],
		[40, 12],
		[120, 36],
	])('stands on every page at %ix%i', (columns, rows) => {
		for (const page of ['', '?', 'e', '<enter>']) {
			for (const isReadOnly of [true, false]) {
				const screen = new ScreenUnderTest({isReadOnly}).apply(mixedFleet());
				screen.size = {columns, rows};
				const text = screen.press(page).text();
				expect(text.includes('read-only')).toBe(isReadOnly);
				expect(text.includes('plaintext, read-only')).toBe(isReadOnly && columns >= 80);
			}
		}
	});
});
