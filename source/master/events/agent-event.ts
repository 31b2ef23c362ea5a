import type {AgentEvent} from '../../protocol/generated/agent.js';
import type {RegistryEvent} from '../registry/event.js';

/** A stored event as it is told to whoever asks. */
export function toAgentEvent(event: RegistryEvent): AgentEvent {
	return {
		agentName: event.agentName,
		eventType: event.type,
		timestamp: Math.floor(event.atWallMs / 1000),
		message: event.message,
		metadata: {...event.data},
		severity: event.severity,
		eventId: event.id,
		timestampMs: event.atWallMs,
	};
}
