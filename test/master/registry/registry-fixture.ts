import {expect} from 'vitest';
import type {AgentRecord, Transition} from '../../../source/master/registry/agent-record.js';
import type {Registration, RegistrationResult, Registry} from '../../../source/master/registry/contract.js';
import {defaultPolicy, type Policy} from '../../../source/protocol/policy.js';

export const name = 'web-1';

/** A registration of one of our agents. */
export function ours(instanceId: string, newSessionId: string, changes: Partial<Registration> = {}): Registration {
	return {
		name,
		address: `${instanceId}.example:0`,
		peerAddress: '10.0.0.1',
		installId: 'install',
		instanceId,
		policy: defaultPolicy,
		version: '1.0.0',
		newSessionId,
		...changes,
	};
}

/** A registration of a Go peer. */
export function goPeer(peerAddress: string, changes: Partial<Registration> = {}): Registration {
	return {
		name,
		address: '[::]:50051',
		peerAddress,
		installId: '',
		instanceId: '',
		policy: undefined,
		version: '',
		newSessionId: 'not-for-go-peers',
		...changes,
	};
}

export function policyWith(changes: Partial<Policy>): Policy {
	return {...defaultPolicy, ...changes};
}

/** Registers, opens a stream and beats once. */
export function connect(registry: Registry, now: number, registration: Registration, streamId: number): void {
	expectAccepted(registry.register(now, registration));
	const session = {name: registration.name, sessionId: registration.newSessionId};
	expect(registry.openStream(now, {...session, streamId}).type).toBe('accepted');
	expect(registry.heartbeat(now, {...session, peerAddress: registration.peerAddress}).type).toBe('acknowledged');
}

export function expectAccepted(result: RegistrationResult) {
	if (result.type !== 'accepted') {
		throw new Error(`Expected the registration to be accepted, got ${JSON.stringify(result)}`);
	}

	return result;
}

export function expectRefused(result: RegistrationResult) {
	if (result.type !== 'refused') {
		throw new Error(`Expected the registration to be refused, got ${JSON.stringify(result)}`);
	}

	return result;
}

export function expectProbe(result: RegistrationResult) {
	if (result.type !== 'probe-holder') {
		throw new Error(`Expected the holder to be probed, got ${JSON.stringify(result)}`);
	}

	return result.probe;
}

export function recordOf(registry: Registry, ofName = name): AgentRecord {
	const record = registry.get(ofName);
	if (record === undefined) {
		throw new Error(`Expected ${ofName} to be in the registry`);
	}

	return record;
}

/** Sweeps in time, every 250 ms from after `from` up to and with `to`. */
export function sweepThrough(registry: Registry, from: number, to: number): Transition[] {
	const transitions: Transition[] = [];
	for (let now = from + 250; now <= to; now += 250) {
		transitions.push(...registry.sweep(now).transitions);
	}

	return transitions;
}

/** A stored agent of ours that was active when its master stopped. */
export function stored(changes: Partial<AgentRecord> = {}): AgentRecord {
	return {
		name,
		address: 'host.example:0',
		peerAddress: '10.0.0.1',
		installId: 'install',
		instanceId: 'first',
		sessionId: 'stored-session',
		version: '1.0.0',
		policy: defaultPolicy,
		liveness: 'active',
		livenessAt: -60_000,
		reason: '',
		registeredAt: -90_000,
		lastHeartbeatAt: -7000,
		streak: 12,
		roundTripMs: 1.5,
		streamId: undefined,
		...changes,
	};
}

/** `active → late`, for comparing whole lists of transitions. */
export function summary(transitions: readonly Transition[]): string[] {
	return transitions.map(({from, to, at, reason}) => `${at}: ${from ?? 'none'} → ${to}: ${reason}`);
}
