import type {AgentScreenOptions} from '../../source/agent/screen/agent-screen-source.js';
import type {AgentModel} from '../../source/agent/story/agent-model.js';
import type {ScreenSize} from '../../source/terminal/rows/row.js';
import {at, toWall} from '../../test/stories/agent-scenes.js';
import {drawRows} from '../../test/stories/draw-rows.js';
import {
	active,
	activeWithoutOutage,
	connecting,
	connectionLost,
	failing,
	neverConnected,
	neverResolved,
	notBegun,
	reconnecting,
	refused,
	registered,
	stopped,
	tryingAgain,
} from './agent-models.js';
import {agentScreen, reportRows} from './agent-screens.js';
import {type Chapter, large, type Still, small, tmux, tooSmall, usual} from './still.js';

type More = {
	readonly size?: ScreenSize;
	readonly keys?: string;
	readonly options?: Partial<AgentScreenOptions>;
	readonly theme?: Still['theme'];
};

function still(
	name: string,
	title: string,
	says: string,
	model: () => AgentModel,
	{size = usual, keys, options, theme}: More = {},
): Still {
	return {
		name: `agent-${name}`,
		title,
		says,
		size,
		theme,
		rows: (shown) => drawRows(agentScreen(model(), keys, options).render(shown), shown),
	};
}

const localhost = {host: 'localhost', port: 50_050};
const elsewhere = {host: 'master.example', port: 50_050};

export const agentChapters: readonly Chapter[] = [
	{
		title: 'The agent, state by state',
		stills: [
			still(
				'start',
				'An agent that starts',
				'The first moment of a process: it has not tried to connect yet.',
				notBegun,
			),
			still(
				'connecting',
				'An agent that connects for the first time',
				'The first attempt runs; the bar fills until it is given up. Nothing was logged, and there is no beat, outage or past yet.',
				connecting,
			),
			still(
				'registered',
				'An agent that is registered, without a heartbeat yet',
				'The master knows the agent and its first heartbeat is on its way: for some milliseconds, or as long as the master is slow.',
				registered,
			),
			still(
				'active',
				'An agent that is active',
				'All is well: when the next heartbeat is due, the streak, the round trips, the last day, the log.',
				active,
			),
			still(
				'no-outage-yet',
				'An agent that has never had an outage',
				'The same where there never was an outage since the first start.',
				activeWithoutOutage,
			),
			still(
				'failing',
				'An agent with one failed heartbeat',
				'One heartbeat had no answer: painted at once, with what it means. The session goes on.',
				() => failing(1),
			),
			still(
				'failing-twice',
				'An agent with two failed heartbeats',
				'The second in a row: one more and the connection is lost.',
				() => failing(2),
			),
			still(
				'lost',
				'An agent in the moment it lost its master',
				'Three in a row failed. This lasts until the first attempt is planned, a few milliseconds.',
				connectionLost,
			),
			still(
				'reconnecting',
				'An agent in an outage',
				'How long it is down, why and whose fault it probably is, when the next attempt comes, and all attempts so far.',
				reconnecting,
			),
			still(
				'trying-again',
				'An agent in an outage while an attempt runs',
				'The fifth attempt of the outage runs, and when it will be given up.',
				tryingAgain,
			),
			still(
				'never-connected',
				'An agent that never reached a master on this machine',
				'Since it was started no master has been there. It says how to start one.',
				() => neverConnected(localhost),
			),
			still(
				'never-connected-elsewhere',
				'An agent that never reached a master elsewhere',
				'The same with a master on another machine: what is known of the reason.',
				() => neverConnected(elsewhere),
			),
			still(
				'never-resolved',
				'An agent whose master has a name that does not resolve',
				'The same where the name of the master is unknown: misspelt, most likely.',
				neverResolved,
			),
			still(
				'refused',
				'An agent that the master refuses',
				'The master does not want this agent, and it was never registered: it has ended.',
				refused,
			),
			still('stopped', 'An agent that was stopped', 'It unregistered and is about to leave the screen.', stopped),
		],
	},
	{
		title: 'The agent: what its keys show',
		stills: [
			still(
				'stop-asked',
				'The question before an agent stops',
				'After `q` or the first ctrl-c: only `y` stops it.',
				active,
				{keys: 'q'},
			),
			still('outages', 'The list of outages', 'After `o`: the outages, newest first.', reconnecting, {keys: 'o'}),
			still(
				'outages-none',
				'The list of outages, empty',
				'After `o`, where there never was one.',
				activeWithoutOutage,
				{
					keys: 'o',
				},
			),
			still('outage', 'One outage in full', 'After `o` and enter: the outage that goes on.', reconnecting, {
				keys: 'o<enter>',
			}),
			still(
				'error',
				'The error in full',
				'After `e`: what happened, its code, and what the library said.',
				reconnecting,
				{
					keys: 'e',
				},
			),
			still(
				'error-none',
				'The error in full, where there is none',
				'After `e` while all is well.',
				activeWithoutOutage,
				{
					keys: 'e',
				},
			),
			still('filter', 'The log while a filter is typed', 'After `/`: only lines that hold the text.', active, {
				keys: '/failed',
			}),
			still(
				'filter-nothing',
				'A filter that nothing matches',
				'The same where no line holds it, and how to see all again.',
				active,
				{keys: '/zebra<enter>'},
			),
			still('paused', 'The log while it is paused', 'After `p`: the log stands still until the next `p`.', active, {
				keys: 'p',
			}),
			still('help', 'The keys of an agent', 'After `?`: every key.', active, {keys: '?'}),
			still(
				'report-written',
				'The note that a report was written',
				'After `y`: where the report is. It was offered to the clipboard too.',
				reconnecting,
				{keys: 'y'},
			),
			{
				name: 'agent-report',
				title: 'The report of an agent',
				says: 'What stands in that file: ten lines for whoever helps.',
				size: {columns: 120, rows: 10},
				rows: () => reportRows(reconnecting()),
			},
			still('suspend', 'The answer to ctrl-z', 'After ctrl-z: why it does nothing.', active, {keys: '<ctrl-z>'}),
		],
	},
	{
		title: 'The agent in other sizes',
		stills: [
			still(
				'large',
				'An agent in an outage, 120 columns',
				'120×36: the diagram in boxes, and what happens next.',
				reconnecting,
				{
					size: large,
				},
			),
			still('large-active', 'An agent that is active, 120 columns', '120×36, while all is well.', active, {
				size: large,
			}),
			still('tmux', 'An agent in an outage, 23 rows', '80×23, as in tmux: the attempts give up a row.', reconnecting, {
				size: tmux,
			}),
			still(
				'small',
				'An agent in an outage, 40 columns',
				'40×12: all that matters, the diagram as a line.',
				reconnecting,
				{
					size: small,
				},
			),
			still('small-active', 'An agent that is active, 40 columns', '40×12, while all is well.', active, {size: small}),
			still(
				'small-failing',
				'An agent with a failed heartbeat, 40 columns',
				'40×12, with one failed heartbeat.',
				() => failing(1),
				{
					size: small,
				},
			),
			still(
				'small-never-connected',
				'An agent that never reached a master, 40 columns',
				'40×12, where no master has ever been there.',
				() => neverConnected(localhost),
				{size: small},
			),
			still('too-small', 'An agent in a window that is too small', '39×9: one line with the state.', reconnecting, {
				size: tooSmall,
			}),
		],
	},
	{
		title: 'The agent in other terminals',
		stills: [
			still('no-colour', 'An agent in an outage without colours', 'With `NO_COLOR` or `--no-color`.', reconnecting, {
				theme: {colour: false, ascii: false},
			}),
			still(
				'ascii',
				'An agent in an outage in ASCII',
				'With `--ascii`, or where the locale is not UTF-8.',
				reconnecting,
				{
					theme: {colour: true, ascii: true},
				},
			),
			still(
				'no-motion',
				'An agent in an outage without motion',
				'With `--no-motion`: no bars, and clock times in place of countdowns.',
				reconnecting,
				{options: {isMotionless: true}},
			),
		],
	},
	{
		title: 'Watching an agent that runs elsewhere on this machine',
		stills: [
			still(
				'watch',
				'A daemon that is watched',
				'`sloth-agent watch`: the same screen; `q` leaves and the agent goes on.',
				active,
				{
					options: {mode: 'watch'},
				},
			),
			still(
				'watch-gone',
				'A watched daemon that ended',
				'The agent ended without a word, killed most likely. It is looked for every second.',
				active,
				{options: {mode: 'watch', goneSinceWall: () => toWall(at(3, 13, 50))}},
			),
		],
	},
];
