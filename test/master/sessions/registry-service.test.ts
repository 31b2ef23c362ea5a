import {EventEmitter} from 'node:events';
import {describe, expect, test, vi} from 'vitest';
import {createEventBus} from '../../../source/master/events/event-bus.js';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {createAgentCommands} from '../../../source/master/sessions/agent-commands.js';
import {createAnnouncer} from '../../../source/master/sessions/announcer.js';
import {createRegistryService} from '../../../source/master/sessions/registry-service.js';
import {helloLimitMs} from '../../../source/master/sessions/session-handler.js';
import {createSessionStreams, type SessionCall} from '../../../source/master/sessions/session-streams.js';
import {createLedger} from '../../../source/master/store/ledger.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';
import {closeAfterEach} from '../../helpers/closing.js';
import {createMemoryStore} from '../../helpers/memory-store.js';

const closing = closeAfterEach();

function start() {
	const silent = () => {};
	const log = {debug: silent, info: silent, warn: silent, error: silent, close: silent};
	const registry = createRegistry();
	const ledger = closing(createLedger(createMemoryStore(), log, registry), (one) => one.close());
	const bus = createEventBus(log);
	const streams = createSessionStreams();
	const fleet = createAnnouncer({ledger, bus, streams, log});
	const context = {registry, ledger, bus, streams, fleet, log};
	registry.register(performance.now(), {
		name: 'web-1',
		address: 'host-1:0',
		peerAddress: '127.0.0.1',
		installId: 'i',
		instanceId: 'j',
		policy: defaultPolicy,
		version: '1',
		newSessionId: 'session-1',
	});
	const {session} = createRegistryService(context);
	return {registry, streams, commands: createAgentCommands(context), session: session as (call: SessionCall) => void};
}

/** A stream whose events come in the order in which a test emits them. */
class FakeCall extends EventEmitter {
	readonly writableLength = 0;
	readonly cases: (string | undefined)[] = [];
	isEnded = false;

	getPeer(): string {
		return '127.0.0.1:1234';
	}

	write({kind}: {readonly kind?: {readonly $case: string}}): boolean {
		this.cases.push(kind?.$case);
		return true;
	}

	end(): void {
		this.isEnded = true;
	}

	hello(): void {
		this.emit('data', {kind: {$case: 'hello', value: {agentName: 'web-1', sessionId: 'session-1'}}});
	}

	get asCall(): SessionCall {
		return this as unknown as SessionCall;
	}
}

describe('a session stream', () => {
	test.each(['cancelled', 'close', 'error'])(
		'that says hello after %s is not the stream of its agent',
		async (event) => {
			const {registry, streams, session, commands} = start();
			const call = new FakeCall();
			session(call.asCall);
			call.emit(event);
			call.hello();
			expect(registry.get('web-1')?.streamId).toBeUndefined();
			expect(streams.count()).toBe(0);
			expect(await commands.stop('web-1', 'a test')).toMatchObject({success: false});
			expect(call.cases).toEqual([]);
		},
	);

	test('that does not say which session it carries is ended, and one that does is left alone', () => {
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
		const {session, streams} = start();
		const [mute, speaking, gone] = [new FakeCall(), new FakeCall(), new FakeCall()];
		for (const call of [mute, speaking, gone]) {
			session(call.asCall);
		}

		speaking.hello();
		gone.emit('close');
		vi.advanceTimersByTime(helloLimitMs - 1);
		expect(mute.isEnded).toBe(false);
		vi.advanceTimersByTime(1);
		expect(mute.isEnded).toBe(true);
		expect(mute.cases).toEqual(['end']);
		expect(speaking.isEnded).toBe(false);
		expect(streams.count()).toBe(1);
		expect(vi.getTimerCount()).toBe(0);
	});

	test('whose end nobody has noticed yet in the record is not said to have been told to stop', async () => {
		const {registry, streams, session, commands} = start();
		const call = new FakeCall();
		session(call.asCall);
		call.hello();
		const streamId = registry.get('web-1')?.streamId;
		expect(streamId).toBeDefined();
		expect(await commands.stop('web-1', 'a test')).toMatchObject({success: true});
		streams.delete(streamId ?? 0);
		expect(await commands.stop('web-1', 'a test')).toMatchObject({success: false});
		expect(call.cases).toEqual(['end']);
	});
});
