import {formatRoundTrip} from '../../base/formats.js';
import type {FleetEvent} from '../model/fleet-event.js';

/** What happened, in words that stand beside the event's own word and the name of its agent. */
export function eventWords({agent, message, reason, roundTrip}: FleetEvent): string {
	const said = reason === '' ? message : reason.replace(/^no heartbeat for /u, 'nothing for ');
	const words = said.startsWith(`${agent} `) ? said.slice(agent.length + 1) : said;
	return roundTrip === undefined ? words : `${words}, ${roundTripWords(roundTrip)}`;
}

function roundTripWords({lastMs, usualMs}: NonNullable<FleetEvent['roundTrip']>): string {
	return `last round trip ${formatRoundTrip(lastMs)} (usual ${formatRoundTrip(usualMs).replace(/ ms$/u, '')})`;
}
