import {expect, test} from 'vitest';
import {
	happened,
	mixedFleet,
	ScreenUnderTest,
	second,
	snapshot,
	tenThousand,
	update,
} from '../../stories/fleet-fixture.js';

/** The fleet with its late agent selected, whose event comes while it is looked at. */
function pictured(): ScreenUnderTest {
	const told = mixedFleet();
	const late = told.agents.find(({info}) => info?.liveness === 'late');
	const roundTripsMs = [...Array.from({length: 60}, () => 14), 88];
	return new ScreenUnderTest()
		.pass(-4 * second)
		.apply({...told, events: []})
		.press('j')
		.pass(4 * second)
		.apply(
			{...told, events: []},
			update({
				beats: {
					handles: roundTripsMs.map(() => late?.handle ?? 0),
					agesMs: roundTripsMs.map(() => 12 * second),
					streaks: roundTripsMs.map(() => 812),
					roundTripsMs,
				},
			}),
			update({
				events: [
					happened('api-eu-3', 'late', 2 * second, {
						from: 'active',
						reason: 'no heartbeat for 10 s',
						severity: 'warning',
					}),
				],
			}),
		);
}

test('the screen is that of the mock-up, to the word', () => {
	const rows = pictured().text().split('\n');
	expect([...rows.slice(0, 7), ...rows.slice(15)]).toEqual([
		expect.stringMatching(/^ sloth-master {2}127\.0\.0\.1:50050 {3}plaintext {3}up 12d 3h {12}03:13:51 CES?T$/u),
		' × 1 lost   ! 1 late   ● 9 active   ○ 1 stopped     12 agents   round trip 13 ms',
		'────────────────────────────────────────────────────────────────────────────────',
		'   STATUS   AGENT               LAST  STREAK     RTT  NEXT         VERS   6 MIN',
		'  × LOST    db-us-2          14m 20s       0       -  unknown      1.4.1  ××××××',
		'▸ ! LATE    api-eu-3            12 s     812   88 ms  lost in 8 s  1.4.2  ─────!',
		'  ● ACTIVE  api-eu-1               ·  48,210   12 ms               1.4.2  ──────',
		'  ○ STOPPED batch-1            3h 2m       0       -  on purpose   1.4.2',
		'                                                1-12 of 12   worst first   live',
		' api-eu-3 ────────────────────────────────────────────────────── ! LATE, 12 s ──',
		' What  No heartbeat since 03:13:39; the one of 03:13:44 is 7 s late.',
		' Why   Its stream is open; 4 others from 10.0.0.7 answer: suspect the agent.',
		' Next  LOST at 03:13:59 if nothing comes. That would end a streak of 812.',
		'',
		' 03:13:49  LATE  api-eu-3  nothing for 10 s, last round trip 88 ms (usual 14)',
		' ↵ detail   / filter   o sort   s stop   d remove               ? help   q quit',
	]);
});

test('the clock leaves one blank at the right edge at every width', () => {
	const screen = new ScreenUnderTest().apply(mixedFleet());
	for (let columns = 40; columns <= 130; columns++) {
		screen.size = {columns, rows: 24};
		const [title = []] = screen.draw();
		expect(title.map(({text}) => text).join('')).toMatch(/03:13:51(?: \w+)? $/u);
	}
});

test('the words of events are as wide as the longest of their neighbours, no wider', () => {
	const rows = new ScreenUnderTest()
		.apply(
			snapshot(
				[{name: 'a'}],
				[happened('a', 'late', 3 * second), happened('a', 'lost', 2 * second), happened('a', 'active', second)],
			),
		)
		.press('e')
		.text()
		.split('\n');
	expect(rows.slice(4, 7).map((row) => row.slice(11, 22))).toEqual(['ACTIVE  a  ', 'LOST    a  ', 'LATE    a  ']);
});

test.each([
	[80, 24, '9,989-10,000 of 10,000   worst first   live'],
	[40, 12, '9,997-10,000 of 10,000   live'],
])('places among ten thousand are written as their number is, at %ix%i', (columns, rows, words) => {
	const screen = new ScreenUnderTest();
	screen.size = {columns, rows};
	expect(
		screen
			.apply(snapshot(tenThousand()))
			.press('G')
			.pass(4 * second)
			.text(),
	).toContain(words);
});
