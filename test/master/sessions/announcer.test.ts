import {expect, test} from 'vitest';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {createAnnouncer} from '../../../source/master/sessions/announcer.js';
import {createSessionStreams} from '../../../source/master/sessions/session-streams.js';
import type {Ledger} from '../../../source/master/store/ledger.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';

test('what goes wrong while a change is told rejects nothing, and is told once', async () => {
	const registry = createRegistry();
	const result = registry.register(0, {
		name: 'web-1',
		address: 'a:0',
		peerAddress: '127.0.0.1',
		installId: 'i',
		instanceId: 'j',
		policy: defaultPolicy,
		version: '1',
		newSessionId: 's',
	});
	const transition = result.type === 'accepted' ? result.transition : undefined;
	const transitions = transition === undefined ? [] : [transition];
	expect(transitions).toHaveLength(1);

	const errors: string[] = [];
	const log = {debug() {}, info() {}, warn() {}, error: (message: string) => errors.push(message), close() {}};
	const ledger = {record: () => Promise.reject(new Error('the ledger is broken'))} as unknown as Ledger;
	const bus = {publish() {}, subscribe: () => () => {}};
	const fleet = createAnnouncer({ledger, bus, streams: createSessionStreams(), log});
	await expect(fleet.tell(transitions)).resolves.toBeUndefined();
	await expect(fleet.tell(transitions)).resolves.toBeUndefined();
	expect(errors).toHaveLength(1);
	expect(errors[0]).toContain('the ledger is broken');
});
