import type {FleetUpdate} from '../../source/protocol/generated/agent.js';
import type {ScreenSize} from '../../source/terminal/rows/row.js';
import {drawRows} from '../../test/stories/draw-rows.js';
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
} from '../../test/stories/fleet-fixture.js';
import {type Chapter, large, type Still, small, tmux, tooSmall, usual} from './still.js';

function still(
	name: string,
	title: string,
	says: string,
	screen: () => ScreenUnderTest,
	size: ScreenSize = usual,
): Still {
	return {name, title, says, size, rows: (shown) => drawRows(screen().screen.render(shown), shown)};
}

/** The fleet of the mock-ups. The agent that was lost two minutes ago has a streak that began after that. */
function recoveredFleet(): FleetUpdate {
	const told = mixedFleet();
	return {
		...told,
		agents: told.agents.map((agent) =>
			agent.info?.agentName === 'api-eu-2'
				? {...agent, info: {...agent.info, streak: 20, livenessAgeMs: 100 * second}}
				: agent,
		),
	};
}

/** The heartbeats of the agent that is late now: quick ones, and a slow one at last. */
function heartbeatsOf({agents}: FleetUpdate): FleetUpdate {
	const late = agents.find(({info}) => info?.liveness === 'late');
	const roundTripsMs = [...Array.from({length: 60}, () => 14), 88];
	return update({
		beats: {
			handles: roundTripsMs.map(() => late?.handle ?? 0),
			agesMs: roundTripsMs.map(() => 12 * second),
			streaks: roundTripsMs.map((_, index) => 812 - 60 + index),
			roundTripsMs,
		},
	});
}

/**
The fleet after the keys, told of anew so long after them that nothing holds the order. What happened last happens while
it is looked at.
*/
function fleet(keys = '', screen = new ScreenUnderTest()): ScreenUnderTest {
	const before = 4 * second;
	const told = recoveredFleet();
	return screen
		.pass(-before)
		.apply({...told, events: []})
		.press(keys)
		.pass(before)
		.apply({...told, events: told.events.slice(0, -1)}, heartbeatsOf(told), update({events: told.events.slice(-1)}));
}

/** The same, with keys that act at the moment of the picture. */
function fleetThen(keys: string, changes: ConstructorParameters<typeof ScreenUnderTest>[0] = {}): ScreenUnderTest {
	return fleet('', new ScreenUnderTest(changes)).press(keys);
}

/** A master that was started a moment ago, and the agents of its registry that have not answered yet. */
function awaiting(): ScreenUnderTest {
	const names = ['api-eu-1', 'api-eu-2', 'api-eu-3', 'batch-1', 'db-us-1', 'db-us-2'];
	const told = snapshot(
		names.map((name, index) =>
			index < 2
				? {name, ageMs: second, heartbeatAgeMs: second, streak: 1}
				: {
						name,
						liveness: 'awaited',
						ageMs: 3 * second,
						heartbeatAgeMs: 9 * second,
						streak: 0,
						roundTripMs: undefined,
						streamOpen: false,
					},
		),
	);
	return new ScreenUnderTest().apply({
		...told,
		master: {version: '1.4.2', uptimeMs: 3 * second, storeProblem: '', trust: ''},
	});
}

export const masterChapters: readonly Chapter[] = [
	{
		title: 'The master',
		stills: [
			still(
				'master',
				'The screen of a master with a fleet of twelve agents',
				'Worst first. An agent that is late is selected: what, why, and what comes next.',
				() => fleet('j'),
			),
			still('master-lost', 'A lost agent is selected', 'The same with a lost agent selected.', () => fleet()),
			still(
				'master-awaited',
				'A master after a restart',
				'A master that has just started waits for the agents that it knows.',
				awaiting,
			),
			still(
				'master-empty',
				'A master without agents',
				'No agent has registered yet: how to start one on this machine.',
				() => new ScreenUnderTest().apply(snapshot([])),
			),
			still(
				'master-empty-open',
				'A master without agents that other machines reach',
				'The same where other machines reach the master.',
				() =>
					new ScreenUnderTest({isLoopback: false, address: '0.0.0.0:50050', localAddress: 'localhost:50050'}).apply(
						snapshot([]),
					),
			),
			still(
				'master-ten-thousand',
				'A master with ten thousand agents',
				'After the end key: the last rows of ten thousand. The counts above are of all.',
				() =>
					new ScreenUnderTest()
						.pass(-4 * second)
						.apply(snapshot(tenThousand()))
						.press('<end>')
						.pass(4 * second),
			),
			still(
				'master-read-only',
				'A master whose screen is read-only',
				'With `--read-only` no key acts on an agent.',
				() => fleet('j', new ScreenUnderTest({isReadOnly: true})),
			),
		],
	},
	{
		title: 'The master: what its keys show',
		stills: [
			still('master-detail', 'One agent in full', 'After enter: its particulars, its outages, its events.', () =>
				fleetThen('jjj<enter>'),
			),
			still('master-events', 'The events of a fleet', 'After `e`: what happened, newest first.', () => fleetThen('e')),
			still(
				'master-filter',
				'The list while a filter is typed',
				'After `/`: all words must match, `!` means not.',
				() => fleetThen('/eu !status:late'),
			),
			still(
				'master-filter-nothing',
				'A filter without a match',
				'The same where no agent matches, and how to see all again.',
				() => fleetThen('/x<enter>'),
			),
			still('master-sorted', 'The list by round trip', 'After `o`, four times: sorted by round trip.', () =>
				fleetThen('oooo'),
			),
			still(
				'master-stop-agent',
				'The question before an agent is stopped',
				'After `s`: what it means. Only `y` stops it.',
				() => fleetThen('jjs'),
			),
			still(
				'master-remove-agent',
				'The question before an agent is removed',
				'After `d`: its name is to be typed.',
				() => fleetThen('ddb-us'),
			),
			still(
				'master-withdrawn',
				'A question that was withdrawn',
				'The status of the agent changed while it was asked.',
				() =>
					fleet('j')
						.press('s')
						.apply(update({agents: [watched({name: 'api-eu-3', ageMs: 0, streak: 813})]})),
			),
			still('master-stop', 'The question before a master stops', 'After `q` or the first ctrl-c: who loses it.', () =>
				fleetThen('q'),
			),
			still('master-help', 'The keys of a master', 'After `?`: every key.', () => fleetThen('?')),
			still('master-help-read-only', 'The keys of a master, read-only', 'The same with `--read-only`.', () =>
				fleetThen('?', {isReadOnly: true}),
			),
		],
	},
	{
		title: 'The master in other sizes',
		stills: [
			still(
				'master-large',
				'The screen of a master, 120 columns',
				'120×36: the last hour of the fleet, addresses, longer strips, events.',
				() => fleet('j'),
				large,
			),
			still(
				'master-tmux',
				'The screen of a master, 23 rows',
				'80×23, as in tmux: the list gives up a row.',
				() => fleet('j'),
				tmux,
			),
			still(
				'master-small',
				'The screen of a master, 40 columns',
				'40×12: the worst agents, and what is known of the selected one.',
				() => fleet('j'),
				small,
			),
			still(
				'master-small-empty',
				'A master without agents, 40 columns',
				'40×12 where no agent has registered yet.',
				() => new ScreenUnderTest().apply(snapshot([])),
				small,
			),
			still(
				'master-too-small',
				'A master in a window that is too small',
				'39×9: one line with the counts.',
				() => fleet('j'),
				tooSmall,
			),
		],
	},
	{
		title: 'Watching a master that runs elsewhere',
		stills: [
			still(
				'watch',
				'A master that is watched',
				'`sloth-master watch`: the same screen, and since when there is contact.',
				() => fleet('j', watching()),
			),
			still(
				'watch-no-contact',
				'A watched master that cannot be reached any more',
				'The list is dim and stands still, ages too; nothing is invented. Why, and when the next attempt comes.',
				withoutContact,
			),
			still(
				'watch-never-contact',
				'A watched master that was never reached',
				'The same where there never was contact: how to start a master, or to name another.',
				neverInContact,
			),
			still(
				'watch-small-no-contact',
				'A watched master that is lost, 40 columns',
				'40×12, without contact.',
				withoutContact,
				small,
			),
			still(
				'watch-too-small-no-contact',
				'A watched master that is lost, in a window that is too small',
				'39×9, without contact.',
				withoutContact,
				tooSmall,
			),
		],
	},
];
