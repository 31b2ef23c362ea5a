import {randomUUID} from 'node:crypto';
import {status} from '@grpc/grpc-js';
import {agentNameRule, isAgentName} from '../../base/agent-name.js';
import {safeText} from '../../base/safe-text.js';
import type {Log} from '../../observe/log.js';
import {
	type AgentRegistryServer,
	EndReason,
	type RegisterAgentRequest,
	type UnregisterAgentRequest,
} from '../../protocol/generated/agent.js';
import {readPolicy} from '../../protocol/policy.js';
import {answering} from '../../protocol/server.js';
import {StatusError} from '../../protocol/status-error.js';
import type {Registration, RegistrationResult} from '../registry/contract.js';
import type {RegistryEvent} from '../registry/event.js';
import {createAgentCommands} from './agent-commands.js';
import {agentEvent} from './announcer.js';
import type {MasterContext} from './master-context.js';
import {createSessionHandler, type TakeBeat} from './session-handler.js';

/** A holder that changes during a probe is probed again, so often. */
const maxProbes = 3;

/** Registration, heartbeats, sessions: what keeps the list of agents true. */
export function createRegistryService(
	context: MasterContext,
): Pick<AgentRegistryServer, 'registerAgent' | 'heartbeat' | 'unregisterAgent' | 'session'> {
	const {registry, ledger, streams, bus, fleet, log} = context;
	const commands = createAgentCommands(context);
	const claimName = async (registration: Registration): Promise<RegistrationResult> => {
		let result = registry.register(performance.now(), registration);
		for (let probes = 0; result.type === 'probe-holder' && probes < maxProbes; probes++) {
			const {probe} = result;
			const outcome = {...probe, result: await streams.probe(probe.streamId)};
			result = registry.register(performance.now(), {...registration, probe: outcome});
		}

		return result;
	};

	const register = async (request: RegisterAgentRequest, peerAddress: string) => {
		const registration = readRegistration(request, peerAddress);
		const {name} = registration;
		const result = await claimName(registration);
		if (result.type !== 'accepted') {
			const message = result.type === 'refused' ? result.message : `The holder of the name "${name}" keeps changing.`;
			log.warn(`Agent ${name} from ${peerAddress} is refused: ${message}`);
			throw new StatusError(status.ALREADY_EXISTS, message);
		}

		const {record, replaced} = result;
		streams.end(
			replaced?.record.streamId,
			replaced?.isSameInstance ? EndReason.UNKNOWN_SESSION : EndReason.SUPERSEDED,
			`another agent at ${peerAddress}, reporting address ${record.address}`,
		);
		const event = registeredEvent(result);
		try {
			await ledger.commit([record], [event]);
			registry.admit(performance.now(), name);
		} catch (error) {
			const known = registry.get(name);
			if (known === undefined) {
				registry.withdraw(record);
				throw new StatusError(status.UNAVAILABLE, `This master cannot take new agents now: ${describe(error)}`);
			}

			await ledger.record([known], [event]);
		}

		bus.publish(event);
		log.info(`Agent ${name} registered from ${peerAddress}, reporting address ${record.address}`, {
			session: record.sessionId === '' ? undefined : record.sessionId,
		});
		return {
			success: true,
			message: 'Agent registered',
			sessionId: record.sessionId,
			servesSessions: record.sessionId !== '',
		};
	};

	const unregister = async ({agentName, sessionId, unlessConnected}: UnregisterAgentRequest, peerAddress: string) => {
		if (sessionId !== '') {
			const transition = registry.unregister(performance.now(), {name: agentName, sessionId});
			if (transition === undefined) {
				return {success: false, message: 'Not the current session'};
			}

			log.debug('Session ended on purpose', {agent: agentName, session: sessionId, peer: peerAddress});
			await fleet.tell([transition]);
			return {success: true, message: 'Stopped'};
		}

		return commands.remove(agentName, peerAddress, {force: !unlessConnected});
	};

	const beat: TakeBeat = (name, sessionId, peerAddress, report) => {
		const result = registry.heartbeat(performance.now(), {name, sessionId, peerAddress, ...report});
		if (result.type === 'unknown') {
			return false;
		}

		if (result.transition !== undefined) {
			void fleet.tell([result.transition]);
		}

		return true;
	};

	return {
		registerAgent: answering((request, peerAddress) =>
			tracingRefusal(log, request, peerAddress, register(request, peerAddress)),
		),
		unregisterAgent: answering(unregister),
		heartbeat: answering(({agentName, sessionId, version, systemInfoJson}, peerAddress) =>
			beat(agentName, sessionId, peerAddress, {version: safeText(version, 64), systemInfoJson})
				? {success: true, message: 'Heartbeat received'}
				: // The words of the Go master, which its agents know.
					{success: false, message: 'Agent not found'},
		),
		session: createSessionHandler(context, beat),
	};
}

/** The same answer, of which the log is told where it is a refusal. */
async function tracingRefusal<Answer>(
	log: Log,
	{agentName}: RegisterAgentRequest,
	peerAddress: string,
	answer: Promise<Answer>,
): Promise<Answer> {
	try {
		return await answer;
	} catch (error) {
		log.debug('Registration refused', {agent: agentName, peer: peerAddress, said: describe(error)});
		throw error;
	}
}

function describe(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What a claim of a name says, checked and cleaned. Throws INVALID_ARGUMENT. */
function readRegistration(request: RegisterAgentRequest, peerAddress: string): Registration {
	const {agentName: name, installId, instanceId} = request;
	if (!isAgentName(name)) {
		throw new StatusError(
			status.INVALID_ARGUMENT,
			`Expected agent_name to be ${agentNameRule}, got "${safeText(name, 60)}"`,
		);
	}

	if (installId.length > 64 || instanceId.length > 64 || (installId === '') !== (instanceId === '')) {
		throw new StatusError(
			status.INVALID_ARGUMENT,
			'Expected install_id and instance_id to be both empty or both at most 64 characters',
		);
	}

	const isGoPeer = installId === '';
	return {
		name,
		address: safeText(request.agentAddress, 260),
		peerAddress,
		installId: safeText(installId, 64),
		instanceId: safeText(instanceId, 64),
		policy: isGoPeer ? undefined : readPolicy(request.policy),
		version: safeText(request.version, 64),
		newSessionId: randomUUID(),
		hidesNewcomer: true,
	};
}

function registeredEvent({record, replaced, transition}: RegistrationResult & {type: 'accepted'}): RegistryEvent {
	const {name, address, peerAddress, sessionId} = record;
	return agentEvent(
		record,
		'agent.registered',
		'info',
		`${name} registered from ${peerAddress}, reporting address ${address}`,
		{
			session: sessionId,
			address,
			peer: peerAddress,
			...(transition?.from === undefined ? {} : {from: transition.from}),
			...(replaced === undefined ? {} : {replaced: replaced.isSameInstance ? 'same instance' : 'another instance'}),
		},
	);
}
