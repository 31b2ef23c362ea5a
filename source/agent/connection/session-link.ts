import type {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import type {BeatReport, LinkListener, MasterLink, Registration} from '../link/master-link.js';

/** A link that is open. It is trusted once it has carried enough heartbeats. */
type OpenLinkState =
	| {readonly type: 'settling'; readonly link: MasterLink; readonly carried: number}
	| {readonly type: 'settled'; readonly link: MasterLink};

/**
The connection under a session. With `none` the next heartbeat dials; an end that the link has told of is found by the next
heartbeat.
*/
type LinkState =
	| {readonly type: 'none'}
	| OpenLinkState
	| {readonly type: 'ended'; readonly before: OpenLinkState; readonly failure: ConnectionFailure};

/** The connection under a session: it owns the link, opens another one where that is needed, and closes it. */
export type SessionLink = {
	/** Registers on the link that is open. Throws a `ConnectionFailure`, and where there is no link. */
	readonly register: (limitMs: number) => Promise<Registration>;
	/** True while there is a link, open or told to have ended: one on which the agent may register again. */
	readonly isOpen: () => boolean;
	/**
	Sends one heartbeat of a session and resolves with its round trip. Without a link it dials first, within the same limit.
	A link that ended before it had settled is a failed heartbeat itself: a master, or a proxy, that accepts and drops would
	otherwise be dialled again without a pause.
	*/
	readonly beat: (registration: Registration, report: BeatReport, limitMs: number) => Promise<number>;
	/** True where the link has told of its end, and no heartbeat has found it yet. */
	readonly hasEnded: () => boolean;
	/** Closes what is under suspicion: the next heartbeat dials. Idempotent. */
	readonly drop: () => void;
	/** How many links in a row broke before they had settled. */
	readonly youngBreaks: () => number;
	/** Tells the master that the agent leaves on purpose, where it can be told. Never throws. */
	readonly unregister: (limitMs: number) => Promise<void>;
};

export type SessionLinkOptions = {
	/** Dials, within a limit. */
	readonly open: (limitMs: number, onEnd: LinkListener) => Promise<MasterLink>;
	/** A link has settled when it has carried so many heartbeats. */
	readonly settledAfter: number;
	/** The link has told of its end. */
	readonly onEnd: () => void;
};

/** Dials within `limitMs`. Throws a `ConnectionFailure`. */
export async function openSessionLink(
	{open, settledAfter, onEnd}: SessionLinkOptions,
	limitMs: number,
): Promise<SessionLink> {
	let state: LinkState = {type: 'none'};
	let youngBreaks = 0;

	const take = (failure: ConnectionFailure) => {
		if (state.type === 'settling' || state.type === 'settled') {
			state = {type: 'ended', before: state, failure};
		}

		onEnd();
	};

	const dial = async (within: number): Promise<MasterLink> => {
		const link = await open(within, take);
		state = {type: 'settling', link, carried: 0};
		return link;
	};

	const drop = () => {
		if (state.type !== 'none') {
			const {type, link} = openStateOf(state);
			youngBreaks += type === 'settling' ? 1 : 0;
			link.close();
			state = {type: 'none'};
		}
	};

	/** The link on which a heartbeat goes. Throws where its end is the answer. */
	const linkForBeat = (): MasterLink | undefined => {
		if (state.type === 'ended') {
			const {before, failure} = state;
			if (before.type === 'settling' || failure.failure.kind !== 'unreachable') {
				// It is told once. What became of the link shows when it is used again.
				state = before;
				throw failure;
			}

			drop();
		}

		return state.type === 'settling' || state.type === 'settled' ? state.link : undefined;
	};

	const carry = (current: OpenLinkState): OpenLinkState => {
		if (current.type === 'settling' && current.carried + 1 < settledAfter) {
			return {...current, carried: current.carried + 1};
		}

		youngBreaks = 0;
		return {type: 'settled', link: current.link};
	};

	await dial(limitMs);
	return {
		async register(registerLimitMs) {
			if (state.type === 'none') {
				throw new Error('A session registers on a link that is open.');
			}

			const registration = await openStateOf(state).link.register(registerLimitMs);
			// What it told was the end of the session that the master forgot.
			state = state.type === 'ended' ? state.before : state;
			return registration;
		},
		isOpen: () => state.type !== 'none',
		async beat(registration, report, beatLimitMs) {
			const startedAt = performance.now();
			let link = linkForBeat();
			let within = beatLimitMs;
			if (link === undefined) {
				link = await dial(beatLimitMs);
				link.resume(registration);
				within = Math.max(1, beatLimitMs - (performance.now() - startedAt));
			}

			const roundTripMs = await link.beat(report, within);
			if (state.type === 'ended') {
				state = {...state, before: carry(state.before)};
			} else if (state.type !== 'none') {
				state = carry(state);
			}

			return roundTripMs;
		},
		hasEnded: () => state.type === 'ended',
		drop,
		youngBreaks: () => youngBreaks,
		async unregister(unregisterLimitMs) {
			if (state.type !== 'none') {
				await openStateOf(state)
					.link.unregister(unregisterLimitMs)
					.catch(() => {});
			}
		},
	};
}

function openStateOf(state: Exclude<LinkState, {type: 'none'}>): OpenLinkState {
	return state.type === 'ended' ? state.before : state;
}
