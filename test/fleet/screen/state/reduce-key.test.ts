import {expect, test} from 'vitest';
import {helpKeys, lineKeys} from '../../../../source/fleet/screen/state/keys.js';
import {endedFailure} from '../../../../source/protocol/failures/failure.js';
import {mixedFleet, ScreenUnderTest, second, snapshot, update, watched} from '../../../stories/fleet-fixture.js';

function lastRow(screen: ScreenUnderTest): string {
	return screen.text().split('\n').at(-1) ?? '';
}

const onScreen = () => new ScreenUnderTest().apply(mixedFleet());

test('a stop is asked about, and done only on y', async () => {
	const screen = onScreen().press('js');
	expect(screen.text()).toContain('Stop api-eu-3? It unregisters and exits; only someone on that machine can');
	expect(screen.press('<enter>').asked).toEqual([]);
	expect(screen.press('sx').asked).toEqual([]);
	expect(screen.press('sy').asked).toEqual(['stop api-eu-3']);
	await Promise.resolve();
	await Promise.resolve();
	expect(lastRow(screen)).toBe(' api-eu-3: told to stop.');
});

test('a pasted text confirms nothing, and selects nothing', () => {
	const screen = onScreen().press('js');
	screen.screen.onKey({name: 'paste', text: 'y'});
	expect(screen.asked).toEqual([]);
	const other = onScreen().press('j');
	other.screen.onKey({name: 'paste', text: 'sy'});
	expect(other.asked).toEqual([]);
	expect(lastRow(other)).toMatch(/q quit$/u);
});

test('a question is withdrawn when the status of its agent changes, and when the agent is gone', () => {
	const screen = onScreen().press('js');
	screen.apply(update({agents: [watched({name: 'api-eu-3', liveness: 'lost', ageMs: 0})]}));
	expect(lastRow(screen)).toBe(' Withdrawn: api-eu-3 is LOST now.');
	expect(screen.press('y').asked).toEqual([]);
	const gone = onScreen()
		.press('js')
		.apply(update({removed: ['api-eu-3']}));
	expect(lastRow(gone)).toBe(' Withdrawn: api-eu-3 is gone.');
	expect(gone.press('y').asked).toEqual([]);
});

test('a question is withdrawn though the change and the y come before the next picture', () => {
	const screen = onScreen().press('js');
	screen.screen.apply(update({agents: [watched({name: 'api-eu-3', liveness: 'lost', ageMs: 0})]}));
	screen.screen.onKey({name: 'text', text: 'y'});
	expect(screen.asked).toEqual([]);
});

test('a question is about the agent that was selected when its key was pressed, whatever is selected since', () => {
	const screen = onScreen()
		.press('js')
		.pass(5 * second);
	screen.apply(update({agents: [watched({name: 'api-eu-9', liveness: 'lost', ageMs: 0})]}));
	expect(screen.press('y').asked).toEqual(['stop api-eu-3']);
});

test('a removal wants the name', () => {
	const screen = onScreen().press('d');
	expect(screen.press('y<enter>').asked).toEqual([]);
	expect(screen.press('<backspace>db-us-2').asked).toEqual([]);
	expect(screen.press('<enter>').asked).toEqual(['remove db-us-2']);
	expect(onScreen().press('d<escape>db-us-2<enter>').asked).toEqual([]);
});

test('an agent that is connected is not removed, and one that is stopped is not stopped', () => {
	expect(lastRow(onScreen().press('jd'))).toBe(' api-eu-3 is LATE: stop it first, then remove it.');
	expect(lastRow(onScreen().press('Gs'))).toBe(' batch-1 is stopped already.');
});

test('what a command came to is told', async () => {
	const screen = new ScreenUnderTest(
		{},
		{type: 'in-process'},
		{
			stopAgent: async () => ({success: false, message: 'Agent api-eu-3 is late and has no port: it cannot be told'}),
			removeAgent: () => Promise.reject(new Error('No space is left.')),
		},
	).apply(mixedFleet());
	screen.press('jsy');
	await new Promise(setImmediate);
	expect(lastRow(screen)).toBe(' api-eu-3: Agent api-eu-3 is late and has no port: it cannot be told.');
	screen.press('kddb-us-2<enter>');
	await new Promise(setImmediate);
	expect(lastRow(screen)).toBe(' db-us-2: No space is left.');
});

test('an agent that cannot be told to stop is not asked about', () => {
	const screen = onScreen().press('s');
	expect(lastRow(screen)).toBe(' db-us-2 is LOST and has no port: it cannot be told.');
	expect(screen.press('y').asked).toEqual([]);
});

test('read-only knows no key that acts, nor does its help', () => {
	const screen = new ScreenUnderTest({isReadOnly: true}).apply(mixedFleet());
	expect(screen.press('jsyd').asked).toEqual([]);
	expect(lastRow(screen)).toBe(' ↵ detail   / filter   o sort                                   ? help   q quit');
	const facts = {isInProcess: true, isReadOnly: true, isOutOfContact: false, isEmpty: false, isFiltered: false};
	expect(helpKeys(facts).map(({label}) => label)).toEqual(['↵', '/', 'o', 'e', 'esc', '▴▾', '?', 'q']);
	expect(screen.press('?').text()).not.toMatch(/stop the|Forgets/u);
});

test('the bottom line is made of the keys of the help', () => {
	for (const isDemo of [false, true]) {
		const facts = {
			isInProcess: false,
			isReadOnly: false,
			isDemo,
			isOutOfContact: true,
			isEmpty: false,
			isFiltered: true,
		};
		const help = helpKeys(facts);
		for (const page of ['fleet', 'agent', 'events', 'help'] as const) {
			const {left, right} = lineKeys(page, facts);
			for (const key of [...left, ...right]) {
				expect(help).toContain(key);
			}
		}
	}
});

test('the master in this process asks before it stops: q and the first ctrl-c, not the second', () => {
	const screen = onScreen().press('q');
	expect(lastRow(screen)).toBe(' Stop this master? 10 agents lose it until it is back. y/N');
	expect(screen.press('n').asked).toEqual([]);
	expect(screen.press('qy').asked).toEqual(['leave']);
	expect(onScreen().press('<ctrl-c>').asked).toEqual([]);
	expect(onScreen().press('<ctrl-c><ctrl-c>').asked).toEqual(['leave']);
	expect(onScreen().press('/<ctrl-c><ctrl-c>').asked).toEqual(['leave']);
	expect(onScreen().press('js<ctrl-c><ctrl-c>').asked).toEqual(['leave']);
	expect(lastRow(new ScreenUnderTest().apply(snapshot([])).press('q'))).toBe(
		' Stop this master? No agent is connected. y/N',
	);
});

test('a watching screen just leaves', () => {
	const watching = () => new ScreenUnderTest({isInProcess: false}).apply(mixedFleet());
	expect(watching().press('q').asked).toEqual(['leave']);
	expect(watching().press('<ctrl-c>').asked).toEqual(['leave']);
});

test('esc goes back and never leaves', () => {
	const screen = new ScreenUnderTest({isInProcess: false}).apply(mixedFleet());
	screen.press('/eu<enter><enter>e?<escape><escape><escape><escape>');
	expect(screen.asked).toEqual([]);
	expect(screen.text()).toContain('1-12 of 12');
});

test('in the filter every printable key is text', () => {
	const screen = onScreen().press('/qsdj?');
	expect(screen.asked).toEqual([]);
	expect(screen.text()).toContain(' / qsdj?');
	expect(screen.text()).toContain('Nothing matches "qsdj?". 12 hidden. esc shows all.');
});

test.each([
	[80, 24, ' / qsdj?                                          enter keeps it, esc shows all'],
	[40, 12, ' / qsdj?           enter keeps, esc all'],
])('while a filter is typed at %ix%i the last row is its field, and names only what ends it', (columns, rows, last) => {
	const screen = onScreen();
	screen.size = {columns, rows};
	expect(lastRow(screen.press('/qsdj?'))).toBe(last);
	expect(lastRow(screen.press('<enter>'))).toMatch(/^ esc show all {2,3}\/ filter {2,}\? help {2,3}q quit$/u);
	expect(lastRow(screen.press('<escape>'))).toMatch(/^ ↵ detail/u);
});

test('a notice does not hide the filter that is typed', () => {
	const rows = onScreen().press('/eu<ctrl-z>').text().split('\n');
	expect(rows.slice(-2)).toEqual([
		' ctrl-z is off: it would stop this master. Use --daemon and watch.',
		' / eu                                             enter keeps it, esc shows all',
	]);
});

test('a filter that is kept stands on the screen at every size, and esc ends it', () => {
	const screen = onScreen().press('/eu<enter>');
	for (const [columns, rows] of [
		[80, 24],
		[40, 12],
		[80, 10],
	] as const) {
		screen.size = {columns, rows};
		expect(screen.text()).toMatch(/^ \/ eu /mu);
		expect(lastRow(screen)).toMatch(/^ esc (?:show )?all {2}↵ detail/u);
	}
});

test('a filter that nothing matches says of how many, and offers no key for an agent', () => {
	const screen = onScreen().press('/x<enter>');
	expect(screen.text()).toMatch(/^ \/ x +0 of 12 {3}worst first {3}live$/mu);
	expect(lastRow(screen)).toBe(' esc show all   / filter                                        ? help   q quit');
	expect(screen.text()).not.toContain('STATUS');
	expect(screen.press('syd<enter>').asked).toEqual([]);
});

test('the agent on its own page can be acted on though the filter hides it', () => {
	const screen = onScreen().press('/status:late<enter><enter>');
	screen
		.pass(5 * second)
		.apply(update({agents: [watched({name: 'api-eu-3', ageMs: 0})]}))
		.pass(5 * second);
	expect(lastRow(screen)).toMatch(/^ s stop {3}d remove/u);
});

test('the question before a removal names the way out', () => {
	expect(onScreen().press('d').text()).toContain(
		'Remove db-us-2? This master forgets it, and what is known of it. esc keeps it.',
	);
});

test('ctrl-z says why it is off', () => {
	expect(lastRow(onScreen().press('<ctrl-z>'))).toBe(
		' ctrl-z is off: it would stop this master. Use --daemon and watch.',
	);
});

test('without contact nothing is asked of the master, and r tries it now', () => {
	const screen = new ScreenUnderTest({isInProcess: false}).apply(mixedFleet());
	expect(screen.press('r').asked).toEqual([]);
	const {monotonicMs: since} = screen.moment;
	const reason = endedFailure({address: {host: 'm', port: 1}});
	screen.screen.setReach({type: 'none', isFirst: false, since, reason, nextAttemptAt: since + 5000});
	expect(screen.press('sy').asked).toEqual([]);
	expect(lastRow(screen.press('<escape>'))).toMatch(/^ r retry now/u);
	expect(screen.press('r').asked).toEqual(['retry']);
});
