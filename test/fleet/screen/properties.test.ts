import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createFailure} from '../../../source/protocol/failures/failure.js';
import {widthOfRow} from '../../../source/terminal/rows/row.js';
import {happened, ScreenUnderTest, snapshot, type Told} from '../../stories/fleet-fixture.js';

const hostile = fc.oneof(
	fc.constantFrom(
		'web',
		'東京サーバー一号',
		'e\u0301\u0301\u0301',
		'\u001B[2J\u001B]0;x\u0007',
		'\u202Ereversed',
		'👩‍👩‍👧‍👦',
		'a'.repeat(300),
		'\n\r\t',
	),
	fc.string({unit: 'binary', maxLength: 40}),
);

const told: fc.Arbitrary<Told> = fc.record({
	name: fc.tuple(hostile, fc.nat(99)).map(([text, number]) => `${text}${number}`),
	liveness: fc.constantFrom('active', 'late', 'lost', 'stopped', 'awaited', 'unheard-of'),
	ageMs: fc.nat(4e9),
	heartbeatAgeMs: fc.option(fc.nat(4e9), {nil: undefined}),
	streak: fc.nat(2 ** 50),
	roundTripMs: fc.option(fc.double({min: 0, max: 1e9, noNaN: true}), {nil: undefined}),
	version: hostile,
	address: hostile,
	peer: hostile,
	reason: hostile,
	isGoPeer: fc.boolean(),
});

const keys = fc.constantFrom(
	'',
	'j',
	'G',
	's',
	'd',
	'q',
	'/x',
	'/',
	'?',
	'e',
	'<enter>',
	'G<enter>',
	'o',
	'<ctrl-z>',
	'Gs',
	'Gd東京',
);

test('no row is wider than the screen, none is missing, and nothing hostile is drawn', () => {
	fc.assert(
		fc.property(
			fc.array(told, {maxLength: 30}),
			fc.integer({min: 1, max: 200}),
			fc.integer({min: 1, max: 80}),
			keys,
			fc.constantFrom('in-process', 'connected', 'none'),
			(agents, columns, rows, pressed, contact) => {
				const screen = new ScreenUnderTest({isInProcess: contact === 'in-process', isMotionless: rows % 2 === 0});
				const {monotonicMs: since} = screen.moment;
				screen.size = {columns, rows};
				screen.apply(
					snapshot(agents, [happened(agents[0]?.name ?? 'x', 'late', 100, {reason: agents[0]?.reason ?? ''})]),
				);
				screen.press(pressed);
				if (contact === 'none') {
					const reason = createFailure('refused', 'REFUSED', {address: {host: 'm', port: 1}}, 'x'.repeat(rows * 3));
					screen.screen.setReach({
						type: 'none',
						isFirst: rows % 3 === 0,
						since,
						reason,
						nextAttemptAt: since + 1,
					});
				}

				const drawn = screen.pass(1500).draw();
				expect(drawn.length).toBe(rows);
				for (const row of drawn) {
					expect(widthOfRow(row)).toBe(columns);
					for (const {text} of row) {
						// biome's rule for control characters is off: this is what must not be there.
						expect(text).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u);
					}
				}
			},
		),
		{numRuns: 300},
	);
}, 60_000);

test('the keys, or a question, are on the last row at every size', () => {
	for (let rows = 10; rows <= 80; rows++) {
		for (const columns of [40, 60, 79, 80, 109, 110, 200]) {
			const screen = new ScreenUnderTest().apply(snapshot([{name: 'a'}, {name: 'b', liveness: 'lost'}]));
			screen.size = {columns, rows};
			expect(screen.text()).toMatch(/q quit$/u);
			const asked = screen.press('js').text();
			expect(asked).toMatch(/y\/N$/u);
			expect(asked).toContain('Why');
			expect(asked).toContain('Next');
		}
	}
}, 60_000);

test('active rows do not tick: ten seconds change nothing of them', () => {
	const screen = new ScreenUnderTest().apply(snapshot(Array.from({length: 5}, (_, index) => ({name: `a${index}`}))));
	const rows = () => screen.text().split('\n').slice(3);
	const before = rows();
	screen.pass(10_000);
	expect(rows()).toEqual(before);
});
