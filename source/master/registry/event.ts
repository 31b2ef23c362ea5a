/** One thing that happened in the fleet, or that an agent reported. */
export type RegistryEvent = {
	/** Unique: an event whose id is already there changes nothing. */
	readonly id: string;
	readonly agentName: string;
	readonly type: string;
	/** Unix milliseconds. */
	readonly atWallMs: number;
	readonly severity: 'info' | 'warning' | 'error' | 'critical';
	readonly message: string;
	readonly data: Readonly<Record<string, string>>;
};

/** What an event takes in memory, about: two bytes for each character of its texts, and the rest. */
export function sizeOfEvent({id, agentName, type, message, data}: RegistryEvent): number {
	let length = id.length + agentName.length + type.length + message.length;
	for (const [key, value] of Object.entries(data)) {
		length += key.length + value.length;
	}

	return 200 + 2 * length;
}
