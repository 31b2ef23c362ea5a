import {createEmitter} from '../../base/emitter.js';
import {iterate} from '../../base/iterate.js';
import {type ConnectionEvent, type ConnectionState, initialState, transition} from './connection-state.js';

/** A fact, and the states before and after it. */
export type ConnectionFact = {
	readonly event: ConnectionEvent;
	readonly previous: ConnectionState;
	readonly state: ConnectionState;
};

/** The one truth about a connection: its state, and every fact that led there. */
export type ConnectionFacts = {
	readonly state: () => ConnectionState;
	/**
	Folds an event into the state and tells it. False where the state cannot take it: nothing has changed then, nobody was
	told, and whoever brought it must end what it speaks of.
	*/
	readonly emit: (event: ConnectionEvent) => boolean;
	/** Calls the listener with every fact, in its turn. Returns how to end that. */
	readonly subscribe: (listener: (fact: ConnectionFact) => void) => () => void;
	/** Every fact from now on, in order, until the connection has stopped. What a slow reader has not read waits in memory. */
	readonly events: () => AsyncIterableIterator<ConnectionFact>;
};

/** Of a connection that has not begun. */
export function createConnectionFacts(): ConnectionFacts {
	const {tell, subscribe} = createEmitter<ConnectionFact>();
	let state: ConnectionState = initialState;
	return {
		state: () => state,
		emit(event) {
			const previous = state;
			const next = transition(previous, event);
			if (next === undefined) {
				return false;
			}

			state = next;
			tell({event, previous, state: next});
			return true;
		},
		subscribe,
		events: () => iterate(subscribe, ({state: reached}) => reached.type === 'stopped'),
	};
}
