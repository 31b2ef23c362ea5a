import {assertNever} from '../../../base/assert-never.js';
import type {Liveness} from '../../../protocol/liveness.js';
import type {FleetAgent} from '../../model/fleet-agent.js';
import {nextInMs} from '../../words/prediction.js';

/** By what the list is sorted. `o` goes through them in this order. */
export const sortColumns = ['worst', 'agent', 'last', 'streak', 'round trip', 'next', 'version', 'address'] as const;

/** An order of the list. */
export type Sort = {
	readonly column: (typeof sortColumns)[number];
	readonly isReversed: boolean;
};

/** The order in which a screen begins. */
export const worstFirst: Sort = {column: 'worst', isReversed: false};

/** How a sort is called on the screen. */
export function describeSort({column, isReversed}: Sort): string {
	if (column === 'worst') {
		return isReversed ? 'best first' : 'worst first';
	}

	return `by ${column} ${isReversed ? '▾' : '▴'}`;
}

/** What a filter text asks for: every part must hold. */
export type Filter = ReadonlyArray<{
	readonly text: string;
	/** Only the status is compared, from its start. */
	readonly isStatus: boolean;
	readonly isInverse: boolean;
}>;

/** Reads `web eu`, `!web`, `status:lost`, `!status:active`. Upper and lower case are the same. */
export function parseFilter(text: string): Filter {
	return text
		.toLowerCase()
		.split(' ')
		.map((word) => {
			const isInverse = word.startsWith('!');
			const rest = isInverse ? word.slice(1) : word;
			const isStatus = rest.startsWith('status:');
			return {text: isStatus ? rest.slice('status:'.length) : rest, isStatus, isInverse};
		})
		.filter((part) => part.text !== '');
}

/** True where every part of the filter holds for the agent. */
export function matchesFilter(agent: FleetAgent, filter: Filter): boolean {
	return filter.every(({text, isStatus, isInverse}) => {
		const isFound = isStatus
			? agent.liveness.startsWith(text)
			: [agent.name, agent.address, agent.peer, agent.version, agent.liveness].some((field) =>
					field.toLowerCase().includes(text),
				);
		return isFound !== isInverse;
	});
}

/** The names of the agents that match, in order. `now` is monotonic: what comes next is sorted by how soon it comes. */
export function orderAgents(agents: Iterable<FleetAgent>, sort: Sort, filter: Filter, now: number): readonly string[] {
	const shown = filter.length === 0 ? [...agents] : [...agents].filter((agent) => matchesFilter(agent, filter));
	const compare = comparisonOf(sort.column, now);
	shown.sort((one, other) => compare(one, other) || compareTexts(one.sortKey, other.sortKey));
	return (sort.isReversed ? shown.reverse() : shown).map(({name}) => name);
}

type Compare = (one: FleetAgent, other: FleetAgent) => number;

function comparisonOf(column: Sort['column'], now: number): Compare {
	switch (column) {
		case 'worst':
			return compareWorst;
		case 'agent':
			return () => 0;
		case 'last':
			return (one, other) => lastOf(one) - lastOf(other);
		case 'streak':
			return (one, other) => one.streak - other.streak;
		case 'round trip':
			return (one, other) => (other.roundTripMs ?? -1) - (one.roundTripMs ?? -1);
		case 'next':
			return (one, other) => compareTimes(nextInMs(one, now), nextInMs(other, now));
		case 'version':
			return (one, other) => compareTexts(one.version, other.version);
		case 'address':
			return (one, other) => compareTexts(one.address || one.peer, other.address || other.peer);
		default:
			return assertNever(column);
	}
}

const ranks = {lost: 0, late: 1, awaited: 2, active: 3, stopped: 4} as const satisfies Record<Liveness, number>;

/** Lost: the newest first. Late: the one that has been late for longest. The others by name. */
function compareWorst(one: FleetAgent, other: FleetAgent): number {
	if (one.liveness !== other.liveness) {
		return ranks[one.liveness] - ranks[other.liveness];
	}

	switch (one.liveness) {
		case 'lost':
			return other.livenessAt - one.livenessAt;
		case 'late':
			return one.livenessAt - other.livenessAt;
		default:
			return 0;
	}
}

function lastOf({lastHeartbeatAt, registeredAt}: FleetAgent): number {
	return lastHeartbeatAt ?? registeredAt;
}

/** The soonest first, and last what does not come. */
function compareTimes(one = Number.MAX_VALUE, other = Number.MAX_VALUE): number {
	return one - other;
}

function compareTexts(one: string, other: string): number {
	return one === other ? 0 : one < other ? -1 : 1;
}
