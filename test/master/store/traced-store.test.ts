import {expect, test} from 'vitest';
import {traceStore} from '../../../source/master/store/traced-store.js';
import {createMemoryStore, fullDisk} from '../../helpers/memory-store.js';

test('tells how much each batch held, and why one was not written', async () => {
	const store = createMemoryStore();
	const told: string[] = [];
	const traced = traceStore(store, (message, {took, ...fields}) => {
		expect(took).toMatch(/s$/u);
		told.push(`${message} ${JSON.stringify(fields)}`);
	});
	await traced.commit([{type: 'remove-agent', name: 'web-1'}]);
	await traced.writeHeartbeats([]);
	store.problem = fullDisk();
	await expect(traced.commit([])).rejects.toThrow('No space is left');
	expect(told).toEqual([
		'Batch written {"agents":1,"events":0}',
		'Heartbeats written {"agents":0}',
		'Batch not written {"agents":0,"events":0,"said":"No space is left on the device of the data directory."}',
	]);
});
