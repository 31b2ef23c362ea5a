import {assertNever} from '../base/assert-never.js';
import {formatAge, formatDuration} from '../base/durations.js';
import {formatNumber, formatRoundTrip, formatTable} from '../base/formats.js';
import {safeText} from '../base/safe-text.js';
import {HostError} from '../host/host-error.js';
import {printError, printLines} from '../program/print.js';
import {unary} from '../protocol/calls.js';
import {type Channel, dial} from '../protocol/channel.js';
import {ConnectionFailure} from '../protocol/failures/connection-failure.js';
import type {
	AgentEvent,
	AgentInfo,
	GetAgentInfoResponse,
	ListAgentsResponse,
	UnregisterAgentResponse,
} from '../protocol/generated/agent.js';
import {failureOfServiceError} from '../protocol/service-error.js';
import {type AgentJson, describeEvent, isOfAnotherKind, toAgentJson, toEventJson} from './agent-json.js';
import type {OperatorCommand} from './operator-command.js';
import {systemLines, toSystemJson} from './system-json.js';

/** How long a master may take to be reached, and then to answer. */
const queryLimitMs = 5000;

/** What stands where a master of another kind tells nothing. */
const notTold = 'not told';

type Query = Extract<OperatorCommand, {command: 'list' | 'info' | 'remove' | 'events'}>;

/** Asks a master and prints what it answers. Returns the exit code; a master that cannot be reached is 1. */
export async function runQuery(query: Query, signal: AbortSignal): Promise<number> {
	let channel: Channel | undefined;
	try {
		channel = await dial(query.master, queryLimitMs, signal);
		return await runOn(channel, query, signal);
	} catch (error) {
		if (signal.aborted) {
			return 0;
		}

		if (error instanceof ConnectionFailure) {
			throw new HostError(error.message, error.failure.kind === 'refused' ? 3 : 1);
		}

		throw error;
	} finally {
		channel?.close();
	}
}

function runOn(channel: Channel, query: Query, signal: AbortSignal): Promise<number> {
	switch (query.command) {
		case 'list':
			return list(channel, query, signal);
		case 'info':
			return info(channel, query, signal);
		case 'remove':
			return remove(channel, query, signal);
		case 'events':
			return events(channel, query, signal);
		default:
			return assertNever(query);
	}
}

type QueryOf<Command extends Query['command']> = Extract<Query, {command: Command}>;

async function list(channel: Channel, {statuses, isJson}: QueryOf<'list'>, signal: AbortSignal): Promise<number> {
	const {agents, master} = await unary<ListAgentsResponse>(
		(callback) => channel.client.listAgents({}, callback),
		queryLimitMs,
		signal,
		{address: channel.address, what: 'answer'},
	);
	if (master !== undefined && master.storeProblem !== '') {
		printError(`sloth-master: This master cannot write its registry: ${safeText(master.storeProblem, 400)}`);
	}

	const now = Date.now();
	const views = agents
		.map((agent) => toAgentJson(agent, now))
		.filter(({status}) => statuses === undefined || statuses.some((wanted) => wanted === status))
		.sort((one, other) => (one.name < other.name ? -1 : 1));
	if (isJson) {
		printLines([JSON.stringify(views, undefined, '\t')]);
		return 0;
	}

	if (views.length === 0) {
		printLines([statuses === undefined ? 'No agent has registered yet.' : `No agent is ${statuses.join(' or ')}.`]);
		return 0;
	}

	// As on the screen: what an agent that is not connected once had tells nothing of now.
	const isConnected = ({status}: AgentJson) => status === 'active' || status === 'late';
	const rows = views.map((view) => [
		view.name,
		view.address ?? '(no port)',
		capitalised(view.status) + (view.durable === false ? ' (not durable)' : ''),
		formatAge(view.lastHeartbeatAgeMs ?? undefined),
		view.streak === null ? '-' : isConnected(view) ? formatNumber(view.streak) : '0',
		isConnected(view) ? formatRoundTrip(view.roundTripMs ?? undefined) : '-',
		view.version || '-',
	]);
	printLines(
		formatTable([['NAME', 'ADDRESS', 'STATUS', 'LAST HEARTBEAT', 'STREAK', 'ROUND TRIP', 'VERSION'], ...rows], {
			alignRight: [4, 5],
		}),
	);
	return 0;
}

async function info(channel: Channel, {name, isJson}: QueryOf<'info'>, signal: AbortSignal): Promise<number> {
	const agent = await findAgent(channel, name, signal);
	const now = Date.now();
	const view = toAgentJson(agent, now);
	const system = toSystemJson(agent, now);
	if (isJson) {
		printLines([JSON.stringify({...view, ...system}, undefined, '\t')]);
		return 0;
	}

	const rows: ReadonlyArray<readonly [string, string]> = [
		['Status', describeStatus(view)],
		['Address', view.address ?? '(no port)'],
		['Peer', view.peer ?? notTold],
		['Last heartbeat', formatAge(view.lastHeartbeatAgeMs ?? undefined)],
		['Streak', describeStreak(view)],
		['Round trip', view.roundTripMs === null ? '-' : `${view.roundTripMs.toFixed(1)} ms`],
		[
			'Registered',
			view.registeredAgeMs === null ? notTold : `${formatDuration(view.registeredAgeMs)} ago, at ${view.registeredAt}`,
		],
		['Version', view.version || '-'],
		['Kind', choose(view.speaksExtensions, 'sloth-agent', 'a Go peer')],
		['Stored', choose(view.durable, 'yes', 'not durable: the master cannot write its data directory')],
	];
	printLines([
		`Agent ${view.name}`,
		...rows.map(([label, text]) => `  ${label.padEnd(15)} ${text}`),
		...systemLines(system, now),
	]);
	return 0;
}

function describeStatus({status, statusSinceMs, reason}: AgentJson): string {
	const since = statusSinceMs === null ? '' : ` for ${formatDuration(statusSinceMs)}`;
	return `${capitalised(status)}${since}${reason === null ? '' : `: ${reason}`}`;
}

function describeStreak({streak}: AgentJson): string {
	return streak === null
		? notTold
		: `${streak.toLocaleString('en')} ${streak === 1 ? 'heartbeat' : 'heartbeats'} in a row`;
}

function choose(told: boolean | null, yes: string, no: string): string {
	return told === null ? notTold : told ? yes : no;
}

async function remove(channel: Channel, {name, isForced}: QueryOf<'remove'>, signal: AbortSignal): Promise<number> {
	// Another kind of master knows no condition: it would remove an agent that is active.
	if (!isForced && isOfAnotherKind(await findAgent(channel, name, signal))) {
		throw new HostError(
			`This master is of another kind: it cannot spare an agent that is active. Remove ${name} all the same with --force.`,
			1,
		);
	}

	const request = {agentName: name, sessionId: '', unlessConnected: !isForced};
	const {success, message} = await unary<UnregisterAgentResponse>(
		(callback) => channel.client.unregisterAgent(request, callback),
		queryLimitMs,
		signal,
		{address: channel.address, what: 'answer'},
	);
	if (success) {
		printLines([
			`Agent ${name} removed.`,
			...(isForced ? ['Where it still runs it registers again after its longest delay: stop it there first.'] : []),
		]);
		return 0;
	}

	const told = safeText(message);
	throw new HostError(
		told === 'Agent not found'
			? notFound(name)
			: `${told}: not removed. Stop it first, or remove it all the same with --force.`,
		1,
	);
}

async function events(channel: Channel, query: QueryOf<'events'>, signal: AbortSignal): Promise<number> {
	const {agentName, isFollowing, limit, isJson} = query;
	if (!isFollowing) {
		await expectHistory(channel, signal);
	}

	const stream = channel.client.streamAgentEvents({
		agentNames: agentName === undefined ? [] : [agentName],
		groupName: '',
		eventTypes: [],
		history: limit,
		historyOnly: !isFollowing,
	});
	const stop = () => stream.cancel();
	signal.addEventListener('abort', stop, {once: true});
	try {
		const told: AgentEvent[] = [];
		for await (const event of stream as AsyncIterable<AgentEvent>) {
			if (isJson && !isFollowing) {
				told.push(event);
			} else if (!printLines(isJson ? [JSON.stringify(toEventJson(event))] : [describeEvent(event)])) {
				return 0;
			}
		}

		if (isJson && !isFollowing) {
			printLines([JSON.stringify(told.map(toEventJson), undefined, '\t')]);
		}

		return 0;
	} catch (error) {
		// The standard output is no fault of the master.
		throw error instanceof HostError
			? error
			: new ConnectionFailure(failureOfServiceError(error, {address: channel.address}));
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

/** Another kind of master keeps no events: it would wait for those to come, for ever. Only ours names itself in a list. */
async function expectHistory(channel: Channel, signal: AbortSignal): Promise<void> {
	const {master} = await unary<ListAgentsResponse>(
		(callback) => channel.client.listAgents({}, callback),
		queryLimitMs,
		signal,
		{address: channel.address, what: 'answer'},
	);
	if (master === undefined) {
		throw new HostError('This master is of another kind: it tells no past events. Wait for new ones with --follow.', 1);
	}
}

async function findAgent(channel: Channel, name: string, signal: AbortSignal): Promise<AgentInfo> {
	const {agentInfo} = await unary<GetAgentInfoResponse>(
		(callback) => channel.client.getAgentInfo({agentName: name}, callback),
		queryLimitMs,
		signal,
		{address: channel.address, what: 'answer'},
	);
	if (agentInfo === undefined) {
		throw new HostError(notFound(name), 1);
	}

	return agentInfo;
}

function notFound(name: string): string {
	return `This master knows no agent named "${name}". See all of them with: sloth-master list`;
}

function capitalised(word: string): string {
	return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
