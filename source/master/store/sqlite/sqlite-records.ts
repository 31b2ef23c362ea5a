import type {Policy as WirePolicy} from '../../../protocol/generated/agent.js';
import type {Liveness} from '../../../protocol/liveness.js';
import {readPolicy} from '../../../protocol/policy.js';
import {boundedRoundTripMs, boundedStreak} from '../../../protocol/wire-numbers.js';
import {type RegistryEvent, sizeOfEvent} from '../../registry/event.js';
import type {EventQuery, StoredHeartbeat} from '../port.js';
import type {StoredAgent} from '../stored-agent.js';
import type {SqliteDatabase, SqlRow, SqlValue} from './sqlite-database.js';

/** Writes an agent's record in place of the one it had. */
export function putAgent(database: SqliteDatabase, agent: StoredAgent): void {
	database.run(putAgentSql, agentValues(agent));
}

/** Nothing happens where there is no such agent. */
export function removeAgent(database: SqliteDatabase, name: string): void {
	database.run('DELETE FROM agents WHERE name = ?', [name]);
}

/** Every agent that is stored, by its name. */
export function loadAgents(database: SqliteDatabase): readonly StoredAgent[] {
	return database.all(`SELECT ${agentColumns.join(', ')} FROM agents ORDER BY name`, []).map(readAgent);
}

/** Nothing happens where the record is gone or holds another session. */
export function writeHeartbeat(database: SqliteDatabase, heartbeat: StoredHeartbeat): void {
	database.run(
		'UPDATE agents SET last_heartbeat_at_ms = ?, streak = ?, round_trip_ms = ? WHERE name = ? AND session_id = ?',
		[
			wholeMilliseconds(heartbeat.lastHeartbeatWallMs),
			heartbeat.streak,
			heartbeat.roundTripMs ?? null,
			heartbeat.name,
			heartbeat.sessionId,
		],
	);
}

/** Returns false where an event with this id was there already. */
export function addEvent(database: SqliteDatabase, event: RegistryEvent): boolean {
	const changes = database.run(addEventSql, [
		event.id,
		event.agentName,
		event.type,
		wholeMilliseconds(event.atWallMs),
		event.severity,
		event.message,
		JSON.stringify(event.data),
	]);
	return changes > 0;
}

/** So many events are read at once: they may be large, and the rest may not be wanted. */
const eventsInOnePage = 100;

/** The newest events of a query, oldest first. Throws a `TypeError` where its limit is none. */
export function readEvents(database: SqliteDatabase, query: EventQuery): readonly RegistryEvent[] {
	if (!Number.isSafeInteger(query.limit) || query.limit < 0) {
		throw new TypeError(`Expected \`limit\` to be a whole number of at least 0, got ${query.limit}`);
	}

	const conditions = ['(at_ms, sequence) < (?, ?)'];
	const values: SqlValue[] = [];
	for (const [column, wanted] of [
		['agent_name', query.agentNames],
		['type', query.types],
	] as const) {
		if (wanted.length > 0) {
			conditions.push(`${column} IN (SELECT value FROM json_each(?))`);
			values.push(JSON.stringify(wanted));
		}
	}

	const sql = `
SELECT sequence, id, agent_name, type, at_ms, severity, message, data FROM events WHERE ${conditions.join(' AND ')}
ORDER BY at_ms DESC, sequence DESC LIMIT ?`;
	const readPage = (before: readonly SqlValue[], most: number) => database.all(sql, [...before, ...values, most]);
	return readNewest(readPage, query);
}

/** Reads page after page, each before the last one, until there is enough. */
function readNewest(
	readPage: (before: readonly SqlValue[], most: number) => readonly SqlRow[],
	{limit, mostBytes = Number.POSITIVE_INFINITY}: Pick<EventQuery, 'limit' | 'mostBytes'>,
): readonly RegistryEvent[] {
	const newest: RegistryEvent[] = [];
	let bytes = 0;
	let before = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
	while (newest.length < limit) {
		const most = Math.min(eventsInOnePage, limit - newest.length);
		const page = readPage(before, most);
		for (const row of page) {
			const event = readEvent(row);
			bytes += sizeOfEvent(event);
			if (bytes > mostBytes) {
				return newest.reverse();
			}

			newest.push(event);
			before = [event.atWallMs, readNumber(row, 'sequence')];
		}

		if (page.length < most) {
			break;
		}
	}

	return newest.reverse();
}

/** Returns how many events were older. */
export function deleteEventsBefore(database: SqliteDatabase, beforeWallMs: number): number {
	return database.run('DELETE FROM events WHERE at_ms < ?', [beforeWallMs]);
}

const agentColumns = [
	'name',
	'address',
	'peer_address',
	'install_id',
	'instance_id',
	'session_id',
	'version',
	'policy',
	'liveness',
	'liveness_since_ms',
	'reason',
	'registered_at_ms',
	'last_heartbeat_at_ms',
	'streak',
	'round_trip_ms',
] as const;

const putAgentSql = `
INSERT INTO agents (${agentColumns.join(', ')}) VALUES (${agentColumns.map(() => '?').join(', ')})
ON CONFLICT (name) DO UPDATE SET ${agentColumns.map((column) => `${column} = excluded.${column}`).join(', ')}`;

const addEventSql = `
INSERT INTO events (id, agent_name, type, at_ms, severity, message, data) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO NOTHING`;

/** In the order of the columns. */
function agentValues(agent: StoredAgent): readonly SqlValue[] {
	return [
		agent.name,
		agent.address,
		agent.peerAddress,
		agent.installId,
		agent.instanceId,
		agent.sessionId,
		agent.version,
		agent.policy === undefined ? null : JSON.stringify(agent.policy),
		agent.liveness,
		wholeMilliseconds(agent.livenessWallMs),
		agent.reason,
		wholeMilliseconds(agent.registeredWallMs),
		wholeMilliseconds(agent.lastHeartbeatWallMs),
		agent.streak,
		agent.roundTripMs ?? null,
	];
}

function readAgent(row: SqlRow): StoredAgent {
	const policy = row['policy'];
	return {
		name: readText(row, 'name'),
		address: readText(row, 'address'),
		peerAddress: readText(row, 'peer_address'),
		installId: readText(row, 'install_id'),
		instanceId: readText(row, 'instance_id'),
		sessionId: readText(row, 'session_id'),
		version: readText(row, 'version'),
		policy: typeof policy === 'string' ? readPolicy(JSON.parse(policy) as WirePolicy) : undefined,
		liveness: readText(row, 'liveness') as Liveness,
		livenessWallMs: readNumber(row, 'liveness_since_ms'),
		reason: readText(row, 'reason'),
		registeredWallMs: readNumber(row, 'registered_at_ms'),
		lastHeartbeatWallMs: readOptionalNumber(row, 'last_heartbeat_at_ms'),
		streak: boundedStreak(readNumber(row, 'streak')),
		roundTripMs: boundedRoundTripMs(readOptionalNumber(row, 'round_trip_ms') ?? 0),
	};
}

function readEvent(row: SqlRow): RegistryEvent {
	return {
		id: readText(row, 'id'),
		agentName: readText(row, 'agent_name'),
		type: readText(row, 'type'),
		atWallMs: readNumber(row, 'at_ms'),
		severity: readText(row, 'severity') as RegistryEvent['severity'],
		message: readText(row, 'message'),
		data: JSON.parse(readText(row, 'data')) as RegistryEvent['data'],
	};
}

function readText(row: SqlRow, column: string): string {
	const value = row[column];
	if (typeof value !== 'string') {
		throw new TypeError(`Expected \`${column}\` to hold text, found ${typeof value}`);
	}

	return value;
}

function readNumber(row: SqlRow, column: string): number {
	const value = row[column];
	if (typeof value !== 'number') {
		throw new TypeError(`Expected \`${column}\` to hold a number, found ${typeof value}`);
	}

	return value;
}

function readOptionalNumber(row: SqlRow, column: string): number | undefined {
	return row[column] === null ? undefined : readNumber(row, column);
}

/** The columns of times hold integers. */
function wholeMilliseconds(timeMs: number | undefined): number | null {
	return timeMs === undefined ? null : Math.round(timeMs);
}
