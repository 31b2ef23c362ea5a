import {describe, expect, test, vi} from 'vitest';
import {FakeMaster, failure} from '../../helpers/fake-link.js';
import {connect, delays, stopTheClock, types} from './connection-fixture.js';

stopTheClock();

describe('a refusal', () => {
	test('before the first registration ends the agent, with the reason', async () => {
		const fake = new FakeMaster();
		fake.onRegister = () => {
			throw failure('refused', 'PERMISSION_DENIED');
		};
		const {finished, connection} = connect(fake);
		await vi.advanceTimersByTimeAsync(0);
		expect(await finished).toMatchObject({type: 'refused', failure: {code: 'PERMISSION_DENIED'}});
		expect(connection.state.type).toBe('stopped');
		expect(fake.open.size).toBe(0);
	});

	test('after it is tried again at the longest delay, and heals without a restart', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		facts.length = 0;
		fake.onRegister = () => {
			throw failure('refused', 'PERMISSION_DENIED');
		};
		fake.cut(failure('refused', 'REMOVED'));
		await vi.advanceTimersByTimeAsync(0);
		expect(connection.state).toMatchObject({type: 'reconnecting', delayMs: 60_000, reason: {code: 'REMOVED'}});
		expect(fake.open.size).toBe(0);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(connection.state).toMatchObject({delayMs: 60_000, reason: {code: 'PERMISSION_DENIED'}});
		await vi.advanceTimersByTimeAsync(240_000);
		expect(new Set(delays(facts))).toEqual(new Set([60_000]));
		fake.onRegister = () => {};
		await vi.advanceTimersByTimeAsync(60_000);
		expect(connection.state.type).toBe('active');
		await stop();
	});

	test('for a taken name waits 30 s for a dying holder before it ends an agent that was never registered', async () => {
		const fake = new FakeMaster();
		fake.onRegister = () => {
			throw failure('name-taken', 'ALREADY_EXISTS');
		};
		const {finished, facts} = connect(fake);
		await vi.advanceTimersByTimeAsync(34_000);
		expect(delays(facts)).toEqual([5000, 10_000, 20_000]);
		await vi.advanceTimersByTimeAsync(2000);
		expect(await finished).toMatchObject({type: 'refused', failure: {code: 'ALREADY_EXISTS'}});
	});

	test('for a taken name, of an agent that was registered, is tried again at the longest delay for ever', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		fake.onRegister = () => {
			throw failure('name-taken', 'ALREADY_EXISTS');
		};
		fake.cut(failure('refused', 'SUPERSEDED'));
		await vi.advanceTimersByTimeAsync(3_600_000);
		expect(new Set(delays(facts))).toEqual(new Set([60_000]));
		expect(connection.state).toMatchObject({type: 'reconnecting', reason: {code: 'ALREADY_EXISTS'}});
		fake.onRegister = () => {};
		await vi.advanceTimersByTimeAsync(60_000);
		expect(connection.state.type).toBe('active');
		await stop();
	});

	test('for a taken name that is free again within them is forgotten', async () => {
		const fake = new FakeMaster();
		fake.onRegister = () => {
			throw failure('name-taken', 'ALREADY_EXISTS');
		};
		const {connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(10_000);
		fake.onRegister = () => {};
		await vi.advanceTimersByTimeAsync(10_000);
		expect(connection.state.type).toBe('active');
		await stop();
	});
});

describe('a master that forgot the session', () => {
	test('is registered with again at once, on the same connection, and that is no failure', async () => {
		const fake = new FakeMaster();
		const {facts, connection, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(20_000);
		facts.length = 0;
		fake.cut(failure('unknown-session', 'UNKNOWN_SESSION'));
		await vi.advanceTimersByTimeAsync(0);
		expect(types(facts)).toEqual(['registered', 'heartbeat-acknowledged']);
		expect(connection.state).toMatchObject({type: 'active', streak: 1, session: {number: 2}});
		expect(fake.dials).toBe(1);
		await stop();
	});

	test('and always forgets is no hot loop', async () => {
		const fake = new FakeMaster();
		fake.onBeat = () => {
			throw failure('unknown-session', 'UNKNOWN_SESSION');
		};
		const {facts, stop} = connect(fake);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(delays(facts)).toEqual([5000, 10_000, 20_000, 40_000]);
		expect(fake.registrations).toBeLessThanOrEqual(8);
		await stop();
	});
});

test('the grace of a taken name begins when it is found taken, not when the agent starts', async () => {
	const fake = new FakeMaster();
	fake.onDial = () => {
		throw failure();
	};
	const {connection, stop} = connect(fake);
	await vi.advanceTimersByTimeAsync(70_000);
	fake.onDial = () => {};
	fake.onRegister = () => {
		throw failure('name-taken', 'ALREADY_EXISTS');
	};
	await vi.advanceTimersByTimeAsync(6000);
	expect(connection.state).toMatchObject({type: 'reconnecting', reason: {code: 'ALREADY_EXISTS'}});
	fake.onRegister = () => {};
	await vi.advanceTimersByTimeAsync(60_000);
	expect(connection.state.type).toBe('active');
	await stop();
});
