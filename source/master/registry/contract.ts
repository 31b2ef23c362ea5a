import type {AgentRecord, Transition} from './agent-record.js';
import type {Probe, ProbeOutcome} from './name-claim.js';
import type {SystemInfo} from './system-info.js';

/** How a registry is set up. */
export type RegistryOptions = {
	/**
	How often `sweep` is called. A sweep that comes late by more than this means that the master itself stood still.
	@default 250
	*/
	readonly sweepIntervalMs?: number;
};

/** A claim of a name. Texts are stored and told as they are: clean them first. */
export type Registration = Pick<
	AgentRecord,
	'name' | 'address' | 'peerAddress' | 'installId' | 'instanceId' | 'policy' | 'version'
> & {
	/** Never used before. A Go peer gets no session id. */
	readonly newSessionId: string;
	/**
	Hides a name that is not known yet, as though it had not registered, until `admit`: nobody is to see an agent, or to
	hear of it, before its registration is durable.
	@default false
	*/
	readonly hidesNewcomer?: boolean;
	/** What became of the probe that an earlier answer asked for. */
	readonly probe?: ProbeOutcome | undefined;
};

/** The answer to a registration. */
export type RegistrationResult =
	| {
			readonly type: 'accepted';
			/** With the new session id, empty for a Go peer. */
			readonly record: AgentRecord;
			/**
			What the name's record was before. A stream that is open in it must be ended: as superseded, or, where the same
			instance registered again, as an unknown session (superseded would tell a live agent to give up).
			*/
			readonly replaced: {readonly record: AgentRecord; readonly isSameInstance: boolean} | undefined;
			readonly transition: Transition | undefined;
	  }
	/** Probe the holder, then register again with the outcome. Nothing has changed yet. */
	| {readonly type: 'probe-holder'; readonly probe: Probe}
	/** The message tells the newcomer who holds the name and since when. */
	| {readonly type: 'refused'; readonly holder: AgentRecord; readonly message: string};

/** A heartbeat, by a stream or by a call. */
export type Beat = {
	readonly name: string;
	/** Empty: a Go peer's. */
	readonly sessionId: string;
	readonly peerAddress: string;
	/** Counted here where the agent does not tell. */
	readonly streak?: number | undefined;
	readonly roundTripMs?: number | undefined;
	/** Go peers tell theirs only here. */
	readonly version?: string | undefined;
	/** What it says of its machine. Empty: nothing. */
	readonly systemInfoJson?: string | undefined;
};

/**
What became of one agent, with its record, which is the last one where it was removed. Of a heartbeat that changes nothing
but what each heartbeat changes, `beat` tells.
*/
export type RegistryChange = {readonly type: 'beat' | 'changed' | 'removed'; readonly record: AgentRecord};

/** The fleet in memory. Every call is synchronous; `now` is monotonic milliseconds and never runs backwards. */
export type Registry = {
	readonly register: (now: number, registration: Registration) => RegistrationResult;
	/** Shows a newcomer that is hidden. Its silence counts from now on. */
	readonly admit: (now: number, name: string) => void;
	/** Forgets a newcomer that is hidden, unless the name was claimed again meanwhile. */
	readonly withdraw: (newcomer: AgentRecord) => void;
	/** Unknown changes nothing: no such name, another session, or a Go peer that is not the holder. */
	readonly heartbeat: (
		now: number,
		beat: Beat,
	) => {readonly type: 'acknowledged'; readonly transition: Transition | undefined} | {readonly type: 'unknown'};
	/** An earlier stream of the same session, `replacedStreamId`, must be ended. Late and lost wait for the first beat. */
	readonly openStream: (
		now: number,
		stream: {readonly name: string; readonly sessionId: string; readonly streamId: number},
	) =>
		| {
				readonly type: 'accepted';
				readonly replacedStreamId: number | undefined;
				readonly transition: Transition | undefined;
		  }
		| {readonly type: 'unknown-session'};
	/** Only the end of the newest stream counts. */
	readonly endStream: (
		now: number,
		stream: {readonly name: string; readonly streamId: number},
	) => Transition | undefined;
	/** The agent leaves on purpose. Undefined where this is not the current session: then nothing happens. */
	readonly unregister: (
		now: number,
		session: {readonly name: string; readonly sessionId: string},
	) => Transition | undefined;
	/** Forgets an agent, whatever it is, and returns what it was. A stream that is open in the record must be ended. */
	readonly remove: (name: string) => AgentRecord | undefined;
	/** Judges silence. Call it every `sweepIntervalMs`. The stream of an agent that is lost should be ended. */
	readonly sweep: (now: number) => {
		readonly transitions: readonly Transition[];
		/** How long the master itself stood still before this sweep, else 0. */
		readonly stalledMs: number;
	};
	/** Takes in what an earlier process stored, its times on this clock. Before anything else. */
	readonly restore: (now: number, records: readonly AgentRecord[]) => readonly Transition[];
	readonly get: (name: string) => AgentRecord | undefined;
	readonly systemInfo: (name: string) => SystemInfo | undefined;
	readonly list: () => readonly AgentRecord[];
	/** Tells each change, once, as it happens; nothing of a newcomer that is hidden. Returns how to end it. */
	readonly subscribe: (listener: (change: RegistryChange) => void) => () => void;
};
