import {formatSpan} from '../../base/durations.js';
import {type AgentRecord, type Identity, isGoPeer, isSameInstance} from './agent-record.js';

/** A replaced instance may not take its name back for so long: two live clones swap at most once a minute. */
const swapPauseMs = 60_000;

/** A question to the holder of a name, down its stream: is it still there? Pass it back with the outcome. */
export type Probe = {
	readonly sessionId: string;
	readonly streamId: number;
	readonly askedAt: number;
};

/** A probe and what became of it. */
export type ProbeOutcome = Probe & {readonly result: 'answered' | 'silent'};

/** An instance that lost its name to another one. */
export type Replacement = {
	readonly instance: Identity;
	readonly at: number;
};

/** May a newcomer have a name that another instance holds? */
export type Verdict =
	| {readonly type: 'granted'}
	| {readonly type: 'probe-holder'; readonly probe: Probe}
	| {readonly type: 'refused'; readonly message: string};

/** Decides over a newcomer's claim of the name that `holder`, another instance, has. */
export function judgeClaim(
	now: number,
	newcomer: Identity,
	holder: AgentRecord,
	replacements: readonly Replacement[],
	outcome: ProbeOutcome | undefined,
): Verdict {
	if (holder.liveness === 'stopped') {
		return {type: 'granted'};
	}

	const replacement = currentReplacements(now, replacements).find(({instance}) => isSameInstance(instance, newcomer));
	if (replacement !== undefined) {
		return {type: 'refused', message: describeSwap(now, replacement, holder)};
	}

	if (holder.liveness === 'lost' || holder.liveness === 'awaited') {
		return {type: 'granted'};
	}

	if (holder.streamId === undefined) {
		return isHeldByBeats(holder) ? {type: 'refused', message: describeHolder(now, holder)} : {type: 'granted'};
	}

	// An outcome about an earlier session or stream tells nothing about this one.
	if (outcome?.sessionId !== holder.sessionId || outcome.streamId !== holder.streamId) {
		const {sessionId, streamId} = holder;
		return {type: 'probe-holder', probe: {sessionId, streamId, askedAt: now}};
	}

	const hasBeatenSince = holder.lastHeartbeatAt !== undefined && holder.lastHeartbeatAt > outcome.askedAt;
	return outcome.result === 'answered' || hasBeatenSince
		? {type: 'refused', message: describeHolder(now, holder)}
		: {type: 'granted'};
}

/** The replacements that still keep an instance from its name. */
export function currentReplacements(now: number, replacements: readonly Replacement[]): readonly Replacement[] {
	return replacements.some(({at}) => now - at >= swapPauseMs)
		? replacements.filter(({at}) => now - at < swapPauseMs)
		: replacements;
}

/** Remembers that `former` lost its name to `newcomer`, and forgets what no longer counts. Bounded. */
export function rememberReplacement(
	now: number,
	replacements: readonly Replacement[],
	former: Identity,
	newcomer: Identity,
): readonly Replacement[] {
	const {installId, instanceId, peerAddress} = former;
	return [
		...currentReplacements(now, replacements).filter(
			({instance}) => !isSameInstance(instance, newcomer) && !isSameInstance(instance, former),
		),
		{instance: {installId, instanceId, peerAddress}, at: now},
	].slice(-maximumReplacements);
}

// An agent that crashes every two seconds fills half of it.
const maximumReplacements = 64;

/** Without a stream, only heartbeats show that a holder lives. A Go peer beats one interval after it registered. */
function isHeldByBeats(holder: AgentRecord): boolean {
	return holder.liveness === 'active' && (isGoPeer(holder) || holder.lastHeartbeatAt !== undefined);
}

function describeHolder(now: number, holder: AgentRecord): string {
	const duration = formatSpan(now - holder.registeredAt);
	return `The name "${holder.name}" has been held for ${duration} by ${describeOrigin(holder)}. Stop that agent, or give this one another name.`;
}

function describeSwap(now: number, {at}: Replacement, holder: AgentRecord): string {
	const ago = formatSpan(now - at);
	const wait = formatSpan(swapPauseMs - (now - at));
	return `The name "${holder.name}" was taken over from this agent ${ago} ago by ${describeOrigin(holder)}. This agent may ask for it again in ${wait}.`;
}

function describeOrigin({address, peerAddress}: AgentRecord): string {
	return `another agent at ${peerAddress} (reporting address ${address})`;
}
