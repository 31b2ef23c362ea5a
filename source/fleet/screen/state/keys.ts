import type {KeyHint} from '../../../terminal/rows/key-hint.js';
import type {Page} from './screen-state.js';

/** What decides which keys there are. */
export type KeyConditions = {
	/** The master runs in this process: leaving means stopping it. */
	readonly isInProcess: boolean;
	/** No key acts on an agent. */
	readonly isReadOnly: boolean;
	/** The demo's master, seen from the agent's screen, which takes some keys for both. @default false */
	readonly isDemo?: boolean | undefined;
	readonly isOutOfContact: boolean;
	/** There is no agent that a key could mean. */
	readonly isEmpty: boolean;
	/** A filter hides agents, or may. */
	readonly isFiltered: boolean;
};

type TableKey = KeyHint & {
	/** Where it is on the bottom line, if at all. */
	readonly pages: ReadonlyArray<Page['type']>;
	readonly isThere?: (conditions: KeyConditions) => boolean;
	/** True: also on the bottom line's right side. */
	readonly isRight?: boolean;
};

const hasAgents = ({isEmpty}: KeyConditions) => !isEmpty;
const inDemo = ({isDemo}: KeyConditions) => isDemo === true;
const acts = ({isReadOnly, isOutOfContact, isEmpty}: KeyConditions) => !isReadOnly && !isOutOfContact && !isEmpty;

/** Every key of the screen, as the bottom line and the help show them. */
const table: readonly TableKey[] = [
	{
		label: 'K',
		does: 'kill/start master',
		short: 'kill/start',
		explains: "Kills the demo's master, or starts it again on the same port.",
		pages: ['fleet'],
		isThere: inDemo,
	},
	{
		label: 'tab',
		does: "agent's view",
		short: 'agent',
		explains: "Shows the agent's screen, and back.",
		pages: ['fleet'],
		isThere: inDemo,
	},
	{
		label: 'D',
		does: 'drop packets',
		short: 'drop',
		explains: 'Drops packets to and from the master, or lets them through again.',
		pages: ['fleet'],
		isThere: inDemo,
	},
	{
		label: 'r',
		does: 'retry now',
		short: 'retry',
		explains: 'Tries to reach the master now.',
		pages: ['fleet', 'agent', 'events'],
		isThere: ({isInProcess, isOutOfContact}) => !isInProcess && isOutOfContact,
	},
	{
		label: 'esc',
		does: 'show all',
		short: 'all',
		explains: 'Shows all agents again.',
		pages: ['fleet'],
		isThere: ({isFiltered}) => isFiltered,
	},
	{
		label: '↵',
		does: 'detail',
		explains: 'Shows the selected agent, its outages and its events.',
		pages: ['fleet'],
		isThere: hasAgents,
	},
	{
		label: '/',
		does: 'filter',
		explains: 'Filters the list: web eu, !web, status:lost. All words must match.',
		pages: ['fleet'],
		isThere: ({isEmpty, isFiltered}) => !isEmpty || isFiltered,
	},
	{
		label: 'o',
		does: 'sort',
		explains: 'Sorts by the next column; O turns the order round.',
		pages: ['fleet'],
		isThere: hasAgents,
	},
	{
		label: 's',
		does: 'stop',
		explains: 'Asks the selected agent to stop. It asks back first.',
		pages: ['fleet', 'agent'],
		isThere: acts,
	},
	{
		label: 'd',
		does: 'remove',
		explains: 'Forgets the selected agent. Its name is to be typed.',
		pages: ['fleet', 'agent'],
		isThere: acts,
	},
	{label: 'e', does: 'events', explains: 'Shows what happened in the fleet.', pages: []},
	{
		label: 'esc',
		does: 'back',
		explains: 'Goes back, and shows all agents again. It never leaves.',
		pages: ['agent', 'events', 'help'],
	},
	{
		label: '▴▾',
		does: 'move',
		explains: 'Moves; also j and k, PgUp and PgDn, home and end, g and G.',
		pages: ['agent', 'events', 'help'],
	},
	{label: '?', does: 'help', explains: 'Shows this.', pages: ['fleet', 'agent', 'events'], isRight: true},
	{
		label: 'q',
		does: 'leave',
		explains: 'Leaves this screen. It stops nothing.',
		pages: ['fleet', 'agent', 'events', 'help'],
		isRight: true,
		isThere: ({isInProcess, isDemo}) => !isInProcess && isDemo !== true,
	},
	{
		label: 'q',
		does: 'quit',
		explains: 'Ends the demo.',
		pages: ['fleet', 'agent', 'events', 'help'],
		isRight: true,
		isThere: inDemo,
	},
	{
		label: 'q',
		does: 'quit',
		explains: 'Stops this master. It asks back first; ctrl-c twice does not.',
		pages: ['fleet', 'agent', 'events', 'help'],
		isRight: true,
		isThere: ({isInProcess}) => isInProcess,
	},
];

/** The keys of the help. */
export function helpKeys(conditions: KeyConditions): readonly KeyHint[] {
	return table.filter(({isThere}) => isThere?.(conditions) ?? true);
}

/** The keys of the bottom line, what matters most first. */
export function lineKeys(
	page: Page['type'],
	conditions: KeyConditions,
): {readonly left: readonly KeyHint[]; readonly right: readonly KeyHint[]} {
	const keys = table.filter(({pages, isThere}) => pages.includes(page) && (isThere?.(conditions) ?? true));
	return {left: keys.filter(({isRight}) => !isRight), right: keys.filter(({isRight}) => isRight)};
}
