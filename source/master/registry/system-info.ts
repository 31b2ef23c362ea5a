/** The most of what an agent says of its machine that is kept, in characters. */
export const largestSystemInfo = 64 * 1024;

/** What an agent last said of its machine. Only Go agents say it, with their heartbeats. In memory only. */
export type SystemInfo = {
	/** As it was told. */
	readonly told: string;
	/** The same value as compact JSON of printable ASCII: every other character is escaped. */
	readonly json: string;
	/** Monotonic milliseconds. */
	readonly toldAt: number;
};

/**
What is known of a machine once its agent has said something of it. What is too long or no JSON is not kept: what was
known before stays. The same words as last time are not read again.
*/
export function readSystemInfo(last: SystemInfo | undefined, told: string, now: number): SystemInfo | undefined {
	if (told === last?.told) {
		return {...last, toldAt: now};
	}

	const json = told.length > largestSystemInfo ? undefined : compactJson(told);
	return json === undefined || json.length > largestSystemInfo
		? last
		: // One text where both are the same: it may be long.
			{told: told === json ? json : told, json, toldAt: now};
}

/** Undefined where it is no JSON, or nested so deeply that it cannot be written again. */
function compactJson(text: string): string | undefined {
	try {
		const json = JSON.stringify(JSON.parse(text));
		// Outside of texts JSON has ASCII only. Controls below space are escaped already.
		return json.replace(/[\u007F-\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
	} catch {
		return undefined;
	}
}
