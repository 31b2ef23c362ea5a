/** The status words of a registry, as scripts and the store have them. */
export const livenessWords = ['active', 'late', 'lost', 'stopped', 'awaited'] as const;

/**
How alive an agent is, as its master sees it.
- `active`: it beats
- `late`: a heartbeat is overdue by more than one interval, or its stream broke
- `lost`: silent for longer than its policy allows
- `stopped`: it left on purpose; its session has ended
- `awaited`: was active or late when an earlier master process stopped, not heard yet
*/
export type Liveness = (typeof livenessWords)[number];

/** True for an agent that holds its connection, as far as its master knows. */
export function isConnected(liveness: Liveness): boolean {
	return liveness === 'active' || liveness === 'late';
}
