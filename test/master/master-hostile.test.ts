import {connect} from 'node:http2';
import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {formatAddress} from '../../source/base/address.js';
import {SessionUp} from '../../source/protocol/generated/agent.js';
import {defaultPolicy} from '../../source/protocol/policy.js';
import {closeAfterEach, pass, waitFor} from '../helpers/closing.js';
import {createMemoryStore, type MemoryStore} from '../helpers/memory-store.js';
import {RawClient} from '../helpers/raw-client.js';
import {startAgent} from '../helpers/test-agent.js';
import {TestMaster} from '../helpers/test-master.js';

const closing = closeAfterEach();

async function start(): Promise<{master: TestMaster; client: RawClient; store: MemoryStore}> {
	const store = createMemoryStore();
	const master = closing(await TestMaster.create(async () => store), (one) => one.close());
	await master.start();
	return {master, client: closing(new RawClient(master.port), (one) => one.close()), store};
}

const identity = {agentAddress: 'a:0', installId: 'i', instanceId: 'j'};
const hostile = `\u001B[31m\u202Eevil\r\n${'x'.repeat(10_000)}`;

describe('a registration', () => {
	test.each([
		'',
		' ',
		'a b',
		'-a',
		'.a',
		'a/b',
		'../../etc',
		'a\nb',
		'a\0',
		'\u001B[31mred',
		'é',
		'a'.repeat(254),
		hostile,
	])('of the wrong name number %# is refused, in one clean line', async (agentName) => {
		const {master, client} = await start();
		const error = await client.register({agentName, agentAddress: 'a:0'}).then(
			() => undefined,
			(thrown: unknown) => thrown as {readonly code: number; readonly details: string},
		);
		expect(error?.code).toBe(status.INVALID_ARGUMENT);
		expect(error?.details).toMatch(/^Expected agent_name to be 1 to 253 ASCII letters/u);
		expect(error?.details).not.toMatch(/[\p{Cc}\u202E]/u);
		expect(error?.details.length).toBeLessThan(300);
		expect(await master.list()).toEqual([]);
	});

	test('with hostile texts is stored, listed and logged clean and bounded', async () => {
		const {master, client, store} = await start();
		await client.register({
			agentName: 'web-1',
			agentAddress: hostile,
			version: hostile,
			installId: '\u001B[31mi\n',
			instanceId: '\u202Ej',
		});
		await client.heartbeat({agentName: 'web-1', version: hostile, systemInfoJson: hostile});
		for (const text of [
			JSON.stringify(await master.list()),
			JSON.stringify([...store.agents.values()]),
			JSON.stringify(store.events),
			JSON.stringify(master.lines),
		]) {
			expect(text).not.toMatch(/\\u001b|\\r|\\n|\u202E/iu);
			expect(text.length).toBeLessThan(3000);
		}
	});

	test.each([
		['a long install id', {installId: 'x'.repeat(65), instanceId: 'j'}],
		['a long instance id', {installId: 'i', instanceId: 'x'.repeat(65)}],
		['an install id alone', {installId: 'i', instanceId: ''}],
		['an instance id alone', {installId: '', instanceId: 'j'}],
	])('with %s is refused', async (_name, identity) => {
		const {client} = await start();
		await expect(client.register({agentName: 'web-1', agentAddress: 'a:0', ...identity})).rejects.toMatchObject({
			code: status.INVALID_ARGUMENT,
		});
	});

	test('with a policy out of every bound gets the defaults in its place', async () => {
		const {master, client} = await start();
		const policy = {
			...defaultPolicy,
			initialDelayMs: 0,
			heartbeatIntervalMs: 4_000_000_000,
			failureThreshold: 0,
			jitter: Number.NaN,
			backoffFactor: Number.POSITIVE_INFINITY,
		};
		await client.register({agentName: 'web-1', agentAddress: 'a:0', installId: 'i', instanceId: 'j', policy});
		expect((await master.info('web-1'))?.policy).toEqual(defaultPolicy);
	});

	test('of more than 4 MiB is turned away, and the master goes on', async () => {
		const {client} = await start();
		await expect(
			client.register({agentName: 'web-1', agentAddress: 'x'.repeat(5 * 1024 * 1024)}),
		).rejects.toMatchObject({code: status.RESOURCE_EXHAUSTED});
		expect(await client.list()).toEqual([]);
	});
});

describe('a session stream', () => {
	test('of a session that nobody knows is ended with that reason', async () => {
		const {client} = await start();
		const session = client.session('nobody', 'no-session');
		await waitFor(() => session.isOver);
		expect(session.ends).toEqual([4]);
	});

	test('that beats before it said which session it carries is ended', async () => {
		const {client} = await start();
		const stream = client.grpc.session();
		const cases: (string | undefined)[] = [];
		let isOver = false;
		stream.on('data', ({kind}) => cases.push(kind?.$case));
		stream.on('end', () => {
			isOver = true;
		});
		stream.on('error', () => {});
		stream.write({kind: {$case: 'beat', value: {sequence: 1, streak: 1, roundTripMs: 0}}});
		await waitFor(() => isOver);
		expect(cases).toEqual(['end']);
	});

	test('that says nothing, or something of a newer version, is left alone', async () => {
		const {client} = await start();
		const stream = client.grpc.session();
		let isOver = false;
		stream.on('end', () => {
			isOver = true;
		});
		stream.on('error', () => {});
		stream.write({kind: undefined});
		await pass(100);
		expect(isOver).toBe(false);
		stream.cancel();
	});

	test.each([Number.POSITIVE_INFINITY, Number.NaN, 1e300, -1])(
		'that reports a round trip of %s holds up no heartbeat, and the list stays readable',
		async (roundTripMs) => {
			const {client, store} = await start();
			const {sessionId} = await client.register({...identity, agentName: 'web-1'});
			const {sessionId: other} = await client.register({...identity, agentName: 'web-2'});
			const hostileSession = client.session('web-1', sessionId);
			const session = client.session('web-2', other);
			const beat = {sequence: 1, streak: Number.MAX_SAFE_INTEGER, roundTripMs};
			hostileSession.stream.write({kind: {$case: 'beat', value: beat}});
			await waitFor(() => hostileSession.acknowledged.length === 1);
			session.beat(1);
			await waitFor(() => store.agents.get('web-2')?.streak === 1);
			await waitFor(() => (store.agents.get('web-1')?.streak ?? 0) > 0);
			expect(store.agents.get('web-1')).toMatchObject({streak: 1e12, roundTripMs: undefined});
			expect(await client.info('web-1')).toMatchObject({streak: 1e12, roundTripMs: undefined});
			hostileSession.cancel();
			session.cancel();
		},
	);

	test('that does not read its acknowledgements is cut, and the agents beside it beat on', async () => {
		const {master, client} = await start();
		const agent = closing(startAgent(master.address, {name: 'web-2'}), (one) => one.stop());
		const {sessionId} = await client.register({
			agentName: 'web-1',
			agentAddress: 'a:0',
			installId: 'i',
			instanceId: 'j',
		});
		// A window of no size: the master may send it nothing at all.
		const connection = connect(`http://${formatAddress(master.address)}`, {settings: {initialWindowSize: 0}});
		connection.on('error', () => {});
		const call = connection.request({
			':method': 'POST',
			':path': '/agent.AgentRegistry/Session',
			'content-type': 'application/grpc',
			te: 'trailers',
		});
		call.on('error', () => {});
		call.write(frame({$case: 'hello', value: {agentName: 'web-1', sessionId}}));
		for (let sequence = 1; sequence <= 2000; sequence++) {
			call.write(frame({$case: 'beat', value: {sequence, streak: 1, roundTripMs: 0}}));
		}

		await waitFor(
			async () => (await master.liveness('web-1')) === 'late',
			() => 'the stream that is not read to be cut',
		);
		await agent.beats(2);
		expect(new Set(agent.types())).toEqual(new Set(['connecting', 'registered', 'heartbeat-acknowledged']));
		connection.destroy();
	});
});

/** A message as gRPC sends it: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md */
function frame(kind: SessionUp['kind']): Buffer {
	const message = SessionUp.encode({kind}).finish();
	const head = Buffer.alloc(5);
	head.writeUInt32BE(message.length, 1);
	return Buffer.concat([head, message]);
}
