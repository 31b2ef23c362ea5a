import {describe, expect, test} from 'vitest';
import {
	hour,
	minute,
	mixedFleet,
	ScreenUnderTest,
	second,
	snapshot,
	type Told,
	update,
	watched,
} from './fleet-fixture.js';

const sizes = [
	[80, 24],
	[120, 36],
	[40, 12],
] as const;

const reason = 'Nothing is listening at m.example:50050 (ECONNREFUSED). The master is probably down.';

function thousands(): readonly Told[] {
	return Array.from({length: 10_000}, (_, index) => ({
		name: `agent-${index}`,
		liveness: index % 1000 === 7 ? 'lost' : 'active',
		ageMs: (index + 1) * minute,
		streak: index * 1000,
		roundTripMs: 1 + (index % 40),
	}));
}

function watching(): ScreenUnderTest {
	const screen = new ScreenUnderTest({isInProcess: false, address: 'm.example:50050'});
	screen.screen.setContact({type: 'connected', sinceMs: screen.moment.monotonicMs - 2 * hour});
	return screen;
}

const scenes: Readonly<Record<string, () => ScreenUnderTest>> = {
	'a mixed fleet': () => new ScreenUnderTest().apply(mixedFleet()).press('j'),
	'an empty fleet': () => new ScreenUnderTest().apply(snapshot([])),
	'an empty fleet of a master that others reach': () =>
		new ScreenUnderTest({isLoopback: false, address: '0.0.0.0:50050', localAddress: 'localhost:50050'}).apply(
			snapshot([]),
		),
	'a stop is asked about': () => new ScreenUnderTest().apply(mixedFleet()).press('jjs'),
	'a removal is asked about': () => new ScreenUnderTest().apply(mixedFleet()).press('kddb-us'),
	'the stop of the master is asked about': () => new ScreenUnderTest().apply(mixedFleet()).press('q'),
	'a filter': () => new ScreenUnderTest().apply(mixedFleet()).press('/eu !status:late'),
	'a filter that nothing matches': () => new ScreenUnderTest().apply(mixedFleet()).press('/x<enter>'),
	'sorted by round trip': () => new ScreenUnderTest().apply(mixedFleet()).press('oooo'),
	'the help': () => new ScreenUnderTest().apply(mixedFleet()).press('?'),
	'the help, read-only': () => new ScreenUnderTest({isReadOnly: true}).apply(mixedFleet()).press('?'),
	'one agent': () => new ScreenUnderTest().apply(mixedFleet()).press('jjjj<enter>'),
	'fleet events': () => new ScreenUnderTest().apply(mixedFleet()).press('e'),
	'ten thousand agents': () =>
		new ScreenUnderTest()
			.apply(snapshot(thousands()))
			.press('<end>')
			.pass(4 * second),
	watching: () => watching().apply(mixedFleet()),
	'no contact': () => {
		const screen = watching().apply(mixedFleet());
		const {monotonicMs} = screen.moment;
		const nextAttemptAtMs = monotonicMs + 135 * second;
		screen.screen.setContact({type: 'none', isFirst: false, sinceMs: monotonicMs, reason, nextAttemptAtMs});
		return screen.pass(102 * second);
	},
	'no contact yet': () => {
		const screen = watching();
		const {monotonicMs} = screen.moment;
		const nextAttemptAtMs = monotonicMs + 3 * second;
		screen.screen.setContact({type: 'none', isFirst: true, sinceMs: monotonicMs - 42_000, reason, nextAttemptAtMs});
		return screen;
	},
	'ctrl-z': () => new ScreenUnderTest().apply(mixedFleet()).press('<ctrl-z>'),
	'a withdrawn question': () =>
		new ScreenUnderTest()
			.apply(mixedFleet())
			.press('js')
			.apply(update({agents: [watched({name: 'api-eu-3', ageMs: 0})]})),
	'no motion': () => new ScreenUnderTest({isMotionless: true}).apply(mixedFleet()),
};

describe.each(Object.entries(scenes))('%s', (_, scene) => {
	test.each(sizes)('at %ix%i', (columns, rows) => {
		const screen = scene();
		screen.size = {columns, rows};
		expect(`\n${screen.text()}\n`).toMatchSnapshot();
	});
});

test('a mixed fleet at 80x23, as in tmux', () => {
	const screen = new ScreenUnderTest().apply(mixedFleet());
	screen.size = {columns: 80, rows: 23};
	expect(`\n${screen.text()}\n`).toMatchSnapshot();
});

test('a terminal that is too small gets one line with the state', () => {
	const screen = new ScreenUnderTest().apply(mixedFleet());
	screen.size = {columns: 39, rows: 9};
	expect(screen.text()).toBe('×1 !1 ●9 too small: 40x10 at least');
});
