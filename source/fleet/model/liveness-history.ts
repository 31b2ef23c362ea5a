import type {Liveness} from '../../protocol/liveness.js';
import type {Span} from '../../terminal/rows/strip.js';

/** One change of an agent's liveness. Monotonic milliseconds of this process, as everywhere in this folder. */
export type LivenessChange = {
	readonly at: number;
	/** Undefined: not known. */
	readonly from: Liveness | undefined;
	readonly to: Liveness;
};

/** So many are kept of one agent. */
const mostChanges = 64;

/** The same change may be told twice, by an event and by the agent's record, whose clocks differ a little. */
const sameWithinMs = 1500;

/** A history with one more change in it, in order. What changes nothing is left out: the later of two neighbours that tell the same. */
export function addLivenessChange(
	history: readonly LivenessChange[],
	change: LivenessChange,
): readonly LivenessChange[] {
	const twin = history.findIndex(({to, at}) => to === change.to && Math.abs(at - change.at) <= sameWithinMs);
	if (twin >= 0) {
		return history.map((known, index) => (index === twin ? {...known, from: known.from ?? change.from} : known));
	}

	const place = history.findLastIndex(({at}) => at <= change.at) + 1;
	if (history[place - 1]?.to === change.to) {
		return history;
	}

	const after = history.slice(history[place]?.to === change.to ? place + 1 : place);
	return [...history.slice(0, place), change, ...after].slice(-mostChanges);
}

/** What an agent was, when. The last part still lasts. */
export function spansOf(history: readonly LivenessChange[]): ReadonlyArray<Span & {readonly liveness: Liveness}> {
	const [first] = history;
	const before =
		first?.from === undefined ? [] : [{liveness: first.from, fromMs: Number.NEGATIVE_INFINITY, toMs: first.at}];
	return [
		...before,
		...history.map(({at, to}, index) => ({
			liveness: to,
			fromMs: at,
			toMs: history[index + 1]?.at ?? Number.POSITIVE_INFINITY,
		})),
	];
}

/** The times when an agent was lost, the newest first. */
export function outagesOf(history: readonly LivenessChange[]): readonly Span[] {
	return spansOf(history)
		.filter(({liveness, fromMs}) => liveness === 'lost' && Number.isFinite(fromMs))
		.reverse();
}
