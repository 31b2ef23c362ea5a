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
import {createLog} from '../../../source/observe/log.js';
import {defaultPolicy} from '../../../source/protocol/policy.js';
import {closeAfterEach} from '../../helpers/closing.js';
import {createMemoryStore} from '../../helpers/memory-store.js';

const closing = closeAfterEach();

function start() {
	const silent = () => {};
	const lines: string[] = [];
	// A real log: what it does to fields is what is tested here too.
	const sink = {
		write(line: string) {
			lines.push(line.replace(/^.*? (?=DEBUG|INFO|WARN|ERROR)/u, ''));
			return true;
		},
		close: silent,
	};
	const log = createLog({level: 'debug', format: 'text', sink});
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
	const {session, registerAgent, unregisterAgent} = createRegistryService(context);
	/** Calls a method as gRPC does. Resolves with the details of its error, or undefined. */
	const ask = (method: unknown, request: object) =>
		new Promise<string | undefined>((resolve) => {
			const call = {request, getPeer: () => '127.0.0.1:1234'};
			(method as (asked: typeof call, answer: (error: {details: string} | null) => void) => void)(call, (error) =>
				resolve(error?.details),
			);
		});
	return {
		registry,
		streams,
		lines,
		commands: createAgentCommands(context),
		session: session as (call: SessionCall) => void,
		register: (request: object) => ask(registerAgent, {installId: 'k', instanceId: 'l', ...request}),
		unregister: (request: object) => ask(unregisterAgent, request),
	};
}

/** The lines at the lowest level. */
function debugLines(lines: readonly string[]): string[] {
	return lines.filter((line) => line.startsWith('DEBUG'));
}

/** A stream whose events come in the order in which a test emits them. */
class FakeCall extends EventEmitter {
	writableLength = 0;
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

	destroy(): void {
		this.isEnded = true;
	}

	hello(agentName = 'web-1', sessionId = 'session-1'): void {
		this.emit('data', {kind: {$case: 'hello', value: {agentName, sessionId}}});
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
			call.emit(event, new Error('it broke'));
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

describe('the lowest level of the log tells', () => {
	test('a session that is opened, resumed and ended, each with why', async () => {
		const {session, lines, unregister, commands} = start();
		const [first, second, third] = [new FakeCall(), new FakeCall(), new FakeCall()];
		for (const call of [first, second, third]) {
			session(call.asCall);
		}

		first.hello();
		second.hello();
		first.emit('close');
		second.emit('end');
		second.emit('cancelled');
		second.emit('close');
		third.hello();
		await commands.stop('web-1', 'a test');
		await unregister({agentName: 'web-1', sessionId: 'session-1', unlessConnected: false});
		await unregister({agentName: 'web-1', sessionId: 'another', unlessConnected: false});
		third.emit('end');
		third.emit('close');
		const of = 'agent=web-1 session=session-1 peer=127.0.0.1';
		expect(debugLines(lines)).toEqual([
			`DEBUG Session opened ${of}`,
			`DEBUG Session resumed ${of}`,
			`DEBUG Session stream ended ${of} why="The session goes on over another stream"`,
			`DEBUG Session stream ended ${of} why="its connection broke"`,
			`DEBUG Session resumed ${of}`,
			`DEBUG Session ended on purpose ${of}`,
			`DEBUG Session stream ended ${of} why="asked by the master, for a test"`,
		]);
	});

	test('an agent that left before its connection broke', async () => {
		const {session, lines, unregister} = start();
		const call = new FakeCall();
		session(call.asCall);
		call.hello();
		await unregister({agentName: 'web-1', sessionId: 'session-1', unlessConnected: false});
		call.emit('end');
		call.emit('cancelled');
		expect(debugLines(lines).at(-1)).toMatch(/^DEBUG Session stream ended .* why="it left on purpose"$/u);
	});

	test('an agent that ends its stream, or does not read what it is told', () => {
		for (const [why, end] of [
			['the agent ended it', (call: FakeCall) => call.emit('end')],
			[
				'The agent does not read its acknowledgements',
				(call: FakeCall) => {
					call.writableLength = 100_000;
					call.emit('data', {kind: {$case: 'beat', value: {sequence: 1, streak: 1, roundTripMs: 1}}});
				},
			],
			['socket hang up', (call: FakeCall) => call.emit('error', new Error('socket hang up'))],
		] as const) {
			const {session, lines} = start();
			const call = new FakeCall();
			session(call.asCall);
			call.hello();
			end(call);
			call.emit('close');
			expect(debugLines(lines).slice(1)).toEqual([
				`DEBUG Session stream ended agent=web-1 session=session-1 peer=127.0.0.1 why="${why}"`,
			]);
		}
	});

	test('what is refused, in one line without control characters', async () => {
		const {session, lines, register} = start();
		const call = new FakeCall();
		session(call.asCall);
		call.hello('web-1\u001B[31m\nfake', 'no\u0007\u009Bne');
		call.emit('close');
		expect(await register({agentName: 'a\u001B[2J\nb'})).toMatch(/^Expected agent_name/u);
		const told = debugLines(lines);
		expect(told.map((line) => line.split(' agent=')[0])).toEqual([
			'DEBUG Session refused',
			'DEBUG Registration refused',
		]);
		expect(told[1]).toContain('said="Expected agent_name');
		expect(told.join('')).not.toMatch(/\p{Cc}/u);
	});
});
