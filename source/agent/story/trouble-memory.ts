/** How often one kind of line is told in an outage. The summaries count the rest. */
const tellings = 3;

/** An outage, or heartbeats that fail, as a log remembers it. */
export type Trouble = {
	readonly since: number;
	attempts: number;
	summarisedAt: number;
	delayMs: number;
	/** Undefined until an attempt was planned: short of that it is no outage. */
	lastCode: string | undefined;
	/** How long there was no session, as the history has it: from the loss to the registration that ended it. */
	outageMs: number;
	/** How often each kind of line came. */
	readonly told: Map<string, number>;
	/** How often each reason came since the last summary. */
	readonly reasons: Map<string, number>;
};

/** What a log remembers while not all is well, so that what repeats is folded. */
export type TroubleMemory = {
	readonly current: () => Trouble | undefined;
	/** The trouble that goes on, or a new one. */
	readonly begin: (at: number) => Trouble;
	readonly end: () => void;
	/** One more attempt, while there is trouble. */
	readonly countAttempt: () => void;
	/** True where a line of this kind is to be told: the first few times, and always while all is well. Counts it. */
	readonly isNews: (kind: string) => boolean;
};

/** Without any trouble. */
export function createTroubleMemory(): TroubleMemory {
	let trouble: Trouble | undefined;
	return {
		current: () => trouble,
		begin(at) {
			trouble ??= {
				since: at,
				attempts: 0,
				summarisedAt: at,
				delayMs: 0,
				lastCode: undefined,
				outageMs: 0,
				told: new Map(),
				reasons: new Map(),
			};
			return trouble;
		},
		end() {
			trouble = undefined;
		},
		countAttempt() {
			if (trouble !== undefined) {
				trouble.attempts++;
			}
		},
		isNews(kind) {
			if (trouble === undefined) {
				return true;
			}

			const count = (trouble.told.get(kind) ?? 0) + 1;
			trouble.told.set(kind, count);
			return count <= tellings;
		},
	};
}
