import './time-zone.js';
import type {ReactElement} from 'react';
import type {Moment} from '../../source/base/moment.js';
import type {Reach} from '../../source/fleet/model/reach.js';
import {
	createFleetScreen,
	type FleetActions,
	type FleetScreenSource,
} from '../../source/fleet/screen/fleet-screen-source.js';
import type {Scene} from '../../source/fleet/screen/state/scene.js';
import type {ScreenSetting} from '../../source/fleet/screen/state/screen-setting.js';
import {failureOfCode} from '../../source/protocol/failures/failure.js';
import type {FleetUpdate, WatchedAgent, WatchedEvent} from '../../source/protocol/generated/agent.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import type {Key} from '../../source/terminal/keys/key.js';
import type {Row} from '../../source/terminal/rows/row.js';
import {drawRows, rowsText} from './draw-rows.js';

/** What a test says of an agent. Ages in milliseconds. */
export type Told = {
	readonly name: string;
	readonly liveness?: string;
	readonly ageMs?: number;
	readonly heartbeatAgeMs?: number | undefined;
	readonly streak?: number;
	readonly roundTripMs?: number | undefined;
	readonly version?: string;
	readonly address?: string;
	readonly peer?: string;
	readonly reason?: string;
	readonly isGoPeer?: boolean;
	readonly streamOpen?: boolean;
	readonly durable?: boolean;
	readonly handle?: number;
};

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

let lastHandle = 0;

export function watched({
	name,
	liveness = 'active',
	ageMs = 3 * hour,
	heartbeatAgeMs = 2 * second,
	streak = 100,
	roundTripMs = 12,
	version = '1.4.2',
	address = 'host:0',
	peer = '10.0.0.7',
	reason = '',
	isGoPeer = false,
	streamOpen = liveness === 'active' && !isGoPeer,
	durable = true,
	handle = ++lastHandle,
}: Told): WatchedAgent {
	return {
		handle,
		streamOpen,
		info: {
			agentName: name,
			agentAddress: address,
			lastHeartbeat: 0,
			status: '',
			lastInfoCollected: 0,
			systemInfoJson: '',
			version,
			liveness,
			lastHeartbeatAgeMs: heartbeatAgeMs,
			livenessAgeMs: ageMs,
			streak,
			roundTripMs,
			reason,
			peerAddress: peer,
			registeredAgeMs: 5 * hour,
			durable,
			policy: isGoPeer ? undefined : defaultPolicy,
			speaksExtensions: !isGoPeer,
		},
	};
}

export function happened(
	agentName: string,
	to: string,
	ageMs: number,
	{from = '', reason = '', severity = 'info', id = `${agentName} ${to} ${ageMs}`} = {},
): WatchedEvent {
	return {
		eventId: id,
		agentName,
		eventType: `agent.${to}`,
		severity,
		message: `${agentName} is ${to}: ${reason}`,
		ageMs,
		from,
		reason,
	};
}

export function update(parts: Partial<FleetUpdate>): FleetUpdate {
	return {
		beginsSnapshot: false,
		endsSnapshot: false,
		master: undefined,
		agents: [],
		removed: [],
		events: [],
		beats: undefined,
		...parts,
	};
}

export function snapshot(agents: readonly Told[], events: readonly WatchedEvent[] = []): FleetUpdate {
	return update({
		beginsSnapshot: true,
		endsSnapshot: true,
		master: {version: '1.4.2', uptimeMs: 12 * 24 * hour + 3 * hour, storeProblem: '', trust: ''},
		agents: agents.map(watched),
		events: [...events],
	});
}

export const setting: ScreenSetting = {
	isInProcess: true,
	isReadOnly: false,
	address: '127.0.0.1:50050',
	localAddress: '127.0.0.1:50050',
	trust: 'plaintext',
	isLoopback: true,
	isMotionless: false,
	isWideLocale: false,
};

/** A fleet's screen on a clock that a test moves. It begins at 03:13:51, local time. */
export class ScreenUnderTest {
	readonly screen: FleetScreenSource;
	readonly asked: string[] = [];
	moment: Moment = {monotonicMs: 100 * hour, wallMs: new Date(2026, 6, 1, 3, 13, 51).getTime()};
	size = {columns: 80, rows: 24};

	constructor(
		changes: Partial<ScreenSetting> = {},
		reach: Reach = {type: 'in-process'},
		answer: Partial<FleetActions> = {},
	) {
		const ask = (what: string) => async (name: string) => {
			this.asked.push(`${what} ${name}`);
			return {success: true, message: 'Done'};
		};
		this.screen = createFleetScreen({
			setting: {...setting, ...changes},
			reach,
			now: () => this.moment,
			actions: {
				stopAgent: ask('stop'),
				removeAgent: ask('remove'),
				leave: () => this.asked.push('leave'),
				retry: () => this.asked.push('retry'),
				...answer,
			},
		});
	}

	pass(ms: number): this {
		this.moment = {monotonicMs: this.moment.monotonicMs + ms, wallMs: this.moment.wallMs + ms};
		return this;
	}

	apply(...updates: readonly FleetUpdate[]): this {
		for (const one of updates) {
			this.screen.apply(one);
		}

		return this;
	}

	/** Presses keys: each character is one, a name in `<>` such as `<down>` is a key without text. */
	press(keys: string): this {
		for (const key of keys.match(/<[a-z-]+>|./gu) ?? []) {
			this.screen.onKey(key.length > 1 ? ({name: key.slice(1, -1)} as Key) : {name: 'text', text: key});
			this.screen.render(this.size);
		}

		return this;
	}

	draw(): readonly Row[] {
		return drawRows(this.screen.render(this.size), this.size);
	}

	/** What the next frame is drawn from. */
	scene(): Scene {
		const {props} = this.screen.render(this.size) as ReactElement<{readonly scene: Scene}>;
		return props.scene;
	}

	/** The picture as text, without the blanks at the ends of its rows. */
	text(): string {
		return rowsText(this.draw());
	}
}

/** The fleet of the mock-ups. */
export function mixedFleet(): FleetUpdate {
	const active = Array.from(
		{length: 9},
		(_, index): Told => ({
			name: `api-eu-${index < 2 ? index + 1 : index + 2}`,
			streak: index === 0 ? 48_210 : 9114 - index,
			roundTripMs: 12 + (index % 3),
			peer: index < 4 ? '10.0.0.7' : '10.0.0.8',
		}),
	);
	return snapshot(
		[
			...active,
			{
				name: 'db-us-2',
				liveness: 'lost',
				ageMs: 14 * minute,
				heartbeatAgeMs: 14 * minute + 20 * second,
				streak: 0,
				version: '1.4.1',
				reason: 'no heartbeat for 20 s',
				peer: '10.0.0.9',
				streamOpen: false,
			},
			{
				name: 'api-eu-3',
				liveness: 'late',
				ageMs: 2 * second,
				heartbeatAgeMs: 12 * second,
				streak: 812,
				roundTripMs: 88,
				reason: 'no heartbeat for 10 s',
				streamOpen: true,
			},
			{
				name: 'batch-1',
				liveness: 'stopped',
				ageMs: 3 * hour + 2 * minute,
				heartbeatAgeMs: 3 * hour + 2 * minute,
				streak: 12,
				reason: 'it left on purpose',
			},
		],
		[
			happened('db-us-2', 'lost', 14 * minute, {from: 'late', reason: 'no heartbeat for 20 s', severity: 'error'}),
			happened('api-eu-2', 'late', 130 * second, {from: 'active', reason: 'its connection broke', severity: 'warning'}),
			happened('api-eu-2', 'lost', 125 * second, {from: 'late', reason: 'no heartbeat for 20 s', severity: 'error'}),
			happened('api-eu-2', 'active', 100 * second, {from: 'lost', reason: 'it beats again'}),
			happened('api-eu-3', 'late', 2 * second, {from: 'active', reason: 'no heartbeat for 10 s', severity: 'warning'}),
		],
	);
}

const unreachable = failureOfCode('ECONNREFUSED', {address: {host: 'm.example', port: 50_050}});

/** Why a watched master cannot be reached. */
export const unreachableReason = 'Nothing is listening at m.example:50050 (ECONNREFUSED). The master is probably down.';

/** The screen that watches a master elsewhere, in contact for two hours. */
export function watching(changes: Partial<ScreenSetting> = {}): ScreenUnderTest {
	const address = 'm.example:50050';
	const screen = new ScreenUnderTest({
		isInProcess: false,
		address,
		localAddress: address,
		isLoopback: false,
		...changes,
	});
	screen.screen.setReach({type: 'connected', since: screen.moment.monotonicMs - 2 * hour});
	return screen;
}

/** The same, 102 seconds after it lost the master. The next attempt is in 33. */
export function withoutContact(): ScreenUnderTest {
	const screen = watching()
		.pass(-102 * second)
		.apply(mixedFleet());
	const since = screen.moment.monotonicMs;
	const nextAttemptAt = since + 135 * second;
	screen.screen.setReach({type: 'none', isFirst: false, since, reason: unreachable, nextAttemptAt});
	return screen.pass(102 * second);
}

/** The same, where there never was a master, for 42 seconds. */
export function neverInContact(changes: Partial<ScreenSetting> = {}): ScreenUnderTest {
	const screen = watching(changes);
	const {monotonicMs} = screen.moment;
	screen.screen.setReach({
		type: 'none',
		isFirst: true,
		since: monotonicMs - 42 * second,
		reason: unreachable,
		nextAttemptAt: monotonicMs + 3 * second,
	});
	return screen;
}

/** Ten thousand agents, one of a thousand lost. */
export function tenThousand(): readonly Told[] {
	return Array.from({length: 10_000}, (_, index) => ({
		name: `agent-${index}`,
		liveness: index % 1000 === 7 ? 'lost' : 'active',
		ageMs: (index + 1) * minute,
		streak: index * 1000,
		roundTripMs: 1 + (index % 40),
	}));
}
