import {formatDuration} from '../../base/durations.js';
import type {Store} from './port.js';

/** Takes what a store does, for whoever looks for a fault: a line of the log at its lowest level. */
export type Trace = (message: string, fields: Readonly<Record<string, string | number>>) => void;

/** The same store, of which it is told how much each batch held and how long it took to be durable, or why it was not. */
export function traceStore(store: Store, trace: Trace): Store {
	const traced = async <Result>(
		what: string,
		counts: Readonly<Record<string, number>>,
		work: () => Promise<Result>,
	): Promise<Result> => {
		const startedAt = performance.now();
		const took = () => formatDuration(performance.now() - startedAt);
		try {
			const result = await work();
			trace(`${what} written`, {...counts, took: took()});
			return result;
		} catch (error) {
			const said = error instanceof Error ? error.message : String(error);
			trace(`${what} not written`, {...counts, took: took(), said});
			throw error;
		}
	};

	return {
		...store,
		commit(changes) {
			const events = changes.filter(({type}) => type === 'add-event').length;
			return traced('Batch', {agents: changes.length - events, events}, () => store.commit(changes));
		},
		writeHeartbeats: (heartbeats) =>
			traced('Heartbeats', {agents: heartbeats.length}, () => store.writeHeartbeats(heartbeats)),
	};
}
