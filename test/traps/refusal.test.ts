import {status} from '@grpc/grpc-js';
import {describe, expect, test} from 'vitest';
import {EndReason} from '../../source/protocol/generated/agent.js';
import {StatusError} from '../../source/protocol/status-error.js';
import {closeAfterEach, waitFor} from '../helpers/closing.js';
import {ScriptedMaster} from '../helpers/scripted-master.js';
import {startAgent} from '../helpers/test-agent.js';

const closing = closeAfterEach();
const policy = {initialDelayMs: 20, maxDelayMs: 200};

function refuse(code: status, words = 'Ask Ann') {
	return () => {
		throw new StatusError(code, words);
	};
}

describe('a refusal after a good registration', () => {
	test('is retried at the longest delay with its reason, and once it ends the agent joins without a restart', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		const agent = closing(startAgent(master.address, {policy}), (one) => one.stop());
		await agent.hasStreak(3);
		master.onRegister = refuse(status.PERMISSION_DENIED);
		for (const stream of master.streams) {
			master.end(stream, EndReason.REMOVED);
		}

		const before = agent.delays().length;
		const registrationsBefore = master.registrationTimes.length;
		await waitFor(() => agent.delays().length >= before + 4);
		expect(new Set(agent.delays().slice(before))).toEqual(new Set([200]));
		const reasons = agent.facts.flatMap(({event}) => (event.type === 'retry-scheduled' ? [event.reason] : []));
		expect(reasons.map(({code}) => code)).toEqual([
			'REMOVED',
			'PERMISSION_DENIED',
			'PERMISSION_DENIED',
			'PERMISSION_DENIED',
		]);
		expect(reasons[1]?.said).toBe('Ask Ann');
		const times = master.registrationTimes.slice(registrationsBefore);
		const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(190);
		master.onRegister = () => {};
		await agent.hasStreak(3);
	});
});

describe('a refusal before the first registration', () => {
	test.each([status.PERMISSION_DENIED, status.UNAUTHENTICATED, status.INVALID_ARGUMENT])(
		'with status %s ends the agent with the words of the master',
		async (code) => {
			const master = closing(await ScriptedMaster.start(), (one) => one.close());
			master.onRegister = refuse(code);
			const agent = startAgent(master.address, {policy});
			const reason = await agent.finished;
			expect(reason).toMatchObject({type: 'refused', failure: {kind: 'refused', code: status[code]}});
			expect(reason.type === 'refused' && reason.failure.said).toContain('Ask Ann');
			expect(master.registrationTimes).toHaveLength(1);
		},
	);

	test('since the name is taken is retried, and forgotten once it is free', async () => {
		const master = closing(await ScriptedMaster.start(), (one) => one.close());
		master.onRegister = refuse(status.ALREADY_EXISTS);
		const agent = closing(startAgent(master.address, {policy}), (one) => one.stop());
		await waitFor(() => agent.delays().length >= 3);
		expect(agent.delays().slice(0, 3)).toEqual([20, 40, 80]);
		master.onRegister = () => {};
		await agent.reaches('active');
	});

	test.each([status.UNAVAILABLE, status.INTERNAL, status.RESOURCE_EXHAUSTED])(
		'that is none, status %s, is retried',
		async (code) => {
			const master = closing(await ScriptedMaster.start(), (one) => one.close());
			master.onRegister = refuse(code);
			const agent = closing(startAgent(master.address, {policy}), (one) => one.stop());
			await waitFor(() => master.registrationTimes.length >= 2);
			master.onRegister = () => {};
			await agent.reaches('active');
		},
	);
});
