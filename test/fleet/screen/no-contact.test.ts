import {expect, test} from 'vitest';
import {
	neverInContact,
	ScreenUnderTest,
	snapshot,
	unreachableReason,
	watching,
	withoutContact,
} from '../../stories/fleet-fixture.js';

const sizes = [
	[80, 24],
	[80, 10],
	[120, 36],
	[40, 12],
	[40, 10],
] as const;

/** The picture in one line, whatever its width broke. */
function flat(screen: ScreenUnderTest): string {
	return screen.text().replace(/\s+/gu, ' ');
}

function timesIn(text: string, part: string): number {
	return text.split(part).length - 1;
}

test.each(sizes)(
	'what was never reached is told once and whole, and nothing is claimed of it, at %ix%i',
	(columns, rows) => {
		const screen = neverInContact();
		screen.size = {columns, rows};
		const text = flat(screen);
		expect(timesIn(text, unreachableReason)).toBe(1);
		expect(text).toContain('Next try in 3 s, at 03:13:54');
		expect(text).toContain('Name another with --master HOST:PORT');
		expect(text).not.toMatch(/active|agents|0 of|as it stood|STATUS|Last hour|sloth-master (?!watch)/u);
	},
);

test.each(sizes)(
	'where a master may be started on this machine, how to do so is told whole, at %ix%i',
	(columns, rows) => {
		const screen = neverInContact({isLoopback: true});
		screen.size = {columns, rows};
		expect(flat(screen)).toContain('Start one with sloth-master or name another with --master HOST:PORT');
	},
);

test('the demo, which starts its own master, names no other', () => {
	expect(flat(neverInContact({isLoopback: true, isDemo: true}))).not.toMatch(/--master|Start one/u);
});

test.each(sizes)(
	'why a watched master is lost, and when it is tried again, is told whole at %ix%i',
	(columns, rows) => {
		const screen = withoutContact();
		screen.size = {columns, rows};
		const text = flat(screen);
		expect(timesIn(text, unreachableReason)).toBe(1);
		expect(text).toContain('Next try in 33 s, at 03:14:24');
	},
);

test.each([
	[40, 12],
	[80, 24],
	[80, 10],
	[120, 36],
])('the words for an empty fleet end at %ix%i', (columns, rows) => {
	const screen = new ScreenUnderTest().apply(snapshot([]));
	screen.size = {columns, rows};
	expect(flat(screen)).toContain('127.0.0.1 is loopback: no other machine reaches this master.');
	expect(flat(screen)).toContain('For others start it with --host 0.0.0.0');
	expect(screen.text()).not.toContain('STATUS');
});

test.each([
	['[::1]:50050', true, '::1 is loopback: no other machine reaches this master. For others start it with --host ::'],
	['localhost:50050', true, 'localhost is loopback: no other machine reaches this master.'],
	['0.0.0.0:50050', false, 'On another machine: the same, with an address of this one.'],
	['[::]:50050', false, 'On another machine: the same, with an address of this one.'],
	['10.0.0.7:50050', false, 'On another machine: the same.'],
])('an empty master at %s tells how others reach it', (address, isLoopback, words) => {
	expect(flat(new ScreenUnderTest({address, isLoopback}).apply(snapshot([])))).toContain(words);
});

test.each([
	['m.example:50050', false],
	['127.0.0.1:50050', true],
])('whoever watches an empty master at %s is told nothing of how others reach it', (address, isLoopback) => {
	const text = flat(watching({address, localAddress: address, isLoopback}).apply(snapshot([])));
	expect(text).toContain(`To start one: sloth-agent --master ${address}`);
	expect(text).not.toMatch(/loopback|no other machine|On another machine|this machine/u);
});

test('a command that is wider than the screen is broken, not cut', () => {
	const screen = new ScreenUnderTest({localAddress: '[2001:db8:0:0:1:2:3:4]:50050', isLoopback: false}).apply(
		snapshot([]),
	);
	screen.size = {columns: 40, rows: 12};
	expect(flat(screen)).toContain('sloth-agent --master [2001:db8:0:0:1:2:3:4]:50050');
});

test.each([
	[80, 24],
	[80, 10],
	[40, 10],
])('without contact the selected agent is in view at %ix%i, also at the end of the list', (columns, rows) => {
	const screen = withoutContact();
	screen.size = {columns, rows};
	expect(screen.press('G').text()).toMatch(/^▸ ○ STOPPED batch-1/mu);
});

test('a filter that is kept does not hide when the master is tried again', () => {
	expect(withoutContact().press('/eu<enter>').text()).toMatch(
		/^ Next try in 33 s, at 03:14:24 {3}\/ eu +1-10 of 10, 2 hidden {3}as it stood$/mu,
	);
});
