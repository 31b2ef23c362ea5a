import {safeText} from '../../base/safe-text.js';
import type {EventData} from '../../protocol/generated/agent.js';
import {livenessWords} from '../../protocol/liveness.js';
import type {RegistryEvent} from '../registry/event.js';

/** How many entries of data an event may have. Each is bounded too. */
const maxDataEntries = 64;

/** An agent's clock may be ahead of this one by so much. What is dated later happened now. */
const maxClockLeadMs = 60_000;

/** What only the master itself may say of an agent: people and screens believe it. */
const ownTypes: ReadonlySet<string> = new Set(
	['registered', 'removed', ...livenessWords].map((word) => `agent.${word}`),
);

const severities = ['info', 'warning', 'error', 'critical'] as const;

/** An event that says nothing, or what only the master may say. The message names the field and what was expected. */
export class UnacceptableEvent extends Error {
	override readonly name = 'UnacceptableEvent';
}

/** What an agent reports, bounded and cleaned. `nowMs` is of the wall clock. Throws an `UnacceptableEvent`. */
export function readReportedEvent(
	data: EventData,
	{nowMs, newId}: {readonly nowMs: number; readonly newId: () => string},
): RegistryEvent {
	const type = safeText(data.eventType, 100);
	if (type === '') {
		throw new UnacceptableEvent('Expected event_type to be a name, got ""');
	}

	if (ownTypes.has(type)) {
		throw new UnacceptableEvent(`Expected event_type not to be one of the master's own, got "${type}"`);
	}

	const entries = Object.entries(data.data).slice(0, maxDataEntries);
	return {
		id: safeText(data.eventId, 128) || newId(),
		agentName: safeText(data.agentName, 253),
		type,
		atWallMs: readTime(data.timestamp, nowMs),
		severity: severities.find((severity) => severity === data.severity) ?? 'info',
		message: safeText(data.data['message'] ?? '', 1000),
		data: {
			...Object.fromEntries(entries.map(([key, value]) => [safeText(key, 100), safeText(value, 1000)])),
			...(data.stack === '' ? {} : {stack: safeText(data.stack, 255)}),
			...(data.runId === '' ? {} : {run_id: safeText(data.runId, 255)}),
			...(data.dataJson === '' ? {} : {data_json: safeText(data.dataJson, 16_000)}),
		},
	};
}

/** When an event happened, as far as it can be believed. */
function readTime(timestamp: number, nowMs: number): number {
	const at = timestamp * 1000;
	return at > 0 && at <= nowMs + maxClockLeadMs ? at : nowMs;
}
