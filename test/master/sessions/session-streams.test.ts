import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createSessionStreams, probeLimitMs, type SessionCall} from '../../../source/master/sessions/session-streams.js';
import {EndReason, type SessionDown} from '../../../source/protocol/generated/agent.js';

beforeEach(() => {
	vi.useFakeTimers();
});

afterEach(() => {
	vi.useRealTimers();
});

/** A stream that keeps what is written to it. */
function fakeCall() {
	const cases: (string | undefined)[] = [];
	const call = {
		writableLength: 0,
		write({kind}: SessionDown) {
			cases.push(kind?.$case);
			return true;
		},
		end() {},
		destroy() {},
	};
	return {cases, call: call as unknown as SessionCall};
}

describe('a probe', () => {
	test('is one, however many ask for it, and its answer is for all of them', async () => {
		const streams = createSessionStreams();
		const {call, cases} = fakeCall();
		const id = streams.add(call);
		const answers = Array.from({length: 20_000}, () => streams.probe(id));
		expect(cases).toEqual(['probe']);
		streams.heard(id);
		expect(new Set(await Promise.all(answers))).toEqual(new Set(['answered']));
		expect(vi.getTimerCount()).toBe(0);
	});

	test('that nobody answers is silent for all of them, and the next is a new one', async () => {
		const streams = createSessionStreams();
		const {call, cases} = fakeCall();
		const id = streams.add(call);
		const answers = [streams.probe(id), streams.probe(id)];
		await vi.advanceTimersByTimeAsync(probeLimitMs);
		expect(await Promise.all(answers)).toEqual(['silent', 'silent']);
		const next = streams.probe(id);
		streams.heard(id);
		expect(await next).toBe('answered');
		expect(cases).toEqual(['probe', 'probe']);
	});
});

test('who tells the end of a stream learns whether there was one to tell', () => {
	const streams = createSessionStreams();
	const {call, cases} = fakeCall();
	const id = streams.add(call);
	expect(streams.isOpen(id)).toBe(true);
	expect(streams.tellEnd(id, EndReason.STOP_REQUESTED, 'asked')).toBe(true);
	streams.delete(id);
	expect(streams.isOpen(id)).toBe(false);
	expect(streams.tellEnd(id, EndReason.STOP_REQUESTED, 'asked')).toBe(false);
	expect(cases).toEqual(['end']);
});
