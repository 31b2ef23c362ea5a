import fc from 'fast-check';
import {expect, test} from 'vitest';
import {ScreenUnderTest, second, snapshot, type Told, update, watched} from '../../stories/fleet-fixture.js';

function fleet(count: number): readonly Told[] {
	return Array.from({length: count}, (_, index) => ({name: `a${index + 1}`}));
}

function selected(screen: ScreenUnderTest): {readonly name: string; readonly row: number} {
	const rows = screen.text().split('\n');
	const row = rows.findIndex((line) => line.startsWith('▸'));
	return {name: rows[row]?.slice(12).trim().split(' ')[0] ?? '', row};
}

test('until a person chooses, the worst agent is selected', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet(5)));
	expect(selected(screen).name).toBe('a1');
	screen.pass(second).apply(update({agents: [watched({name: 'a4', liveness: 'lost', ageMs: 0})]}));
	expect(selected(screen).name).toBe('a4');
});

test('a chosen agent keeps its row while the list is sorted anew around it', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet(100)));
	screen.press('jjjjjjjjjjjjjjjjjjjjkkkkk');
	const before = selected(screen);
	expect(before.name).toBe('a16');
	const lost = ['a90', 'a91', 'a92'].map((name) => watched({name, liveness: 'lost', ageMs: 0}));
	screen.pass(4 * second).apply(update({agents: lost}));
	expect(selected(screen)).toEqual(before);
});

test('for three seconds after a moving key the order holds and a change shows in place', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet(5))).press('j');
	screen.pass(2 * second).apply(update({agents: [watched({name: 'a4', liveness: 'lost', ageMs: 0})]}));
	const held = screen.text().split('\n');
	expect(held[7]).toMatch(/^ {2}× LOST {4}a4 /u);
	expect(held[16]).toMatch(/order held$/u);
	const sorted = screen
		.pass(2 * second)
		.text()
		.split('\n');
	expect(sorted[4]).toMatch(/^ {2}× LOST {4}a4 /u);
	expect(sorted[16]).toMatch(/live$/u);
});

test('the list is sorted at most once a second', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet(5)));
	screen.draw();
	screen.apply(update({agents: [watched({name: 'a4', liveness: 'lost', ageMs: 0})]}));
	expect(screen.pass(500).text().split('\n')[7]).toMatch(/× LOST {4}a4/u);
	expect(screen.pass(500).text().split('\n')[4]).toMatch(/× LOST {4}a4/u);
});

test('a removed agent leaves at once, and its neighbour is selected', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet(5))).press('jj');
	screen.apply(update({removed: ['a3']}));
	expect(selected(screen).name).toBe('a4');
	expect(screen.text()).not.toMatch(/a3 /u);
});

test('whatever happens, one agent is selected, it is in view, and the rows are full', () => {
	const step = fc.oneof(
		fc.constantFrom('j', 'k', 'g', 'G', '<page-down>', '<page-up>', 'o', 'O').map((key) => ({key})),
		fc.tuple(fc.nat(59), fc.constantFrom('active', 'late', 'lost', 'stopped')).map((change) => ({change})),
		fc.nat(59).map((removed) => ({removed})),
		fc.nat(2500).map((pass) => ({pass})),
		fc.integer({min: 10, max: 40}).map((rows) => ({rows})),
	);
	fc.assert(
		fc.property(fc.array(step, {maxLength: 40}), (steps) => {
			const screen = new ScreenUnderTest().apply(snapshot(fleet(60)));
			for (const one of steps) {
				if ('key' in one) {
					screen.press(one.key);
				} else if ('change' in one) {
					const [index, liveness] = one.change;
					screen.apply(update({agents: [watched({name: `a${index + 1}`, liveness, ageMs: 0})]}));
				} else if ('removed' in one) {
					screen.apply(update({removed: [`a${one.removed + 1}`]}));
				} else if ('pass' in one) {
					screen.pass(one.pass);
				} else {
					screen.size = {columns: 80, rows: one.rows};
				}

				const rows = screen.text().split('\n');
				expect(rows.filter((row) => row.startsWith('▸'))).toHaveLength(1);
			}
		}),
		{numRuns: 100},
	);
});
