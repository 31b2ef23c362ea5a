import {describe, expect, test} from 'vitest';
import {
	mixedFleet,
	neverInContact,
	ScreenUnderTest,
	second,
	snapshot,
	tenThousand,
	update,
	watched,
	watching,
	withoutContact,
} from '../../stories/fleet-fixture.js';

const sizes = [
	[80, 24],
	[120, 36],
	[40, 12],
] as const;

function demoView(): ScreenUnderTest {
	return watching({isDemo: true, isReadOnly: true, address: '127.0.0.1:50050', isLoopback: true});
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
	'a filter that is kept': () => new ScreenUnderTest().apply(mixedFleet()).press('/eu<enter>'),
	'a filter that nothing matches': () => new ScreenUnderTest().apply(mixedFleet()).press('/x<enter>'),
	'sorted by round trip': () => new ScreenUnderTest().apply(mixedFleet()).press('oooo'),
	'the help': () => new ScreenUnderTest().apply(mixedFleet()).press('?'),
	'the help, read-only': () => new ScreenUnderTest({isReadOnly: true}).apply(mixedFleet()).press('?'),
	'one agent': () => new ScreenUnderTest().apply(mixedFleet()).press('jjjj<enter>'),
	'one agent that is late': () => new ScreenUnderTest().apply(mixedFleet()).press('j<enter>'),
	'read-only': () => new ScreenUnderTest({isReadOnly: true}).apply(mixedFleet()),
	"the demo's master": () => demoView().apply(mixedFleet()),
	"the help of the demo's master": () => demoView().apply(mixedFleet()).press('?'),
	'fleet events': () => new ScreenUnderTest().apply(mixedFleet()).press('e'),
	'ten thousand agents': () =>
		new ScreenUnderTest()
			.apply(snapshot(tenThousand()))
			.press('<end>')
			.pass(4 * second),
	watching: () => watching().apply(mixedFleet()),
	'watching, read-only': () => watching({isReadOnly: true}).apply(mixedFleet()),
	'no contact': withoutContact,
	'no contact yet': neverInContact,
	'no contact yet with a master on this machine': () => neverInContact({isLoopback: true}),
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
	expect(screen.text().trimEnd()).toBe('×1 !1 ●9 too small: 40x10 at least');
});
