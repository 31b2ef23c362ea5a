import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Policy as PolicyCode} from '../../source/protocol/generated/agent.js';
import {defaultPolicy, longestTimerMs, type Policy, readPolicy} from '../../source/protocol/policy.js';

const smallest: Policy = {
	initialDelayMs: 1,
	maxDelayMs: 1,
	backoffFactor: 1,
	jitter: 0,
	heartbeatIntervalMs: 100,
	heartbeatTimeoutMs: 100,
	failureThreshold: 1,
	connectTimeoutMs: 100,
};
const largest: Policy = {
	initialDelayMs: longestTimerMs,
	maxDelayMs: longestTimerMs,
	backoffFactor: 100,
	jitter: 1,
	heartbeatIntervalMs: longestTimerMs,
	heartbeatTimeoutMs: longestTimerMs,
	failureThreshold: 1000,
	connectTimeoutMs: longestTimerMs,
};
const fields = Object.keys(defaultPolicy) as readonly (keyof Policy)[];

describe('a policy from the network', () => {
	test('that is absent is the documented one, as for a Go peer', () => {
		expect(readPolicy(undefined)).toEqual(defaultPolicy);
	});

	test.each([
		['at its lower bounds', smallest],
		['at its upper bounds', largest],
	])('%s is taken as it is', (_name, policy) => {
		expect(readPolicy({...policy})).toEqual(policy);
	});

	test.each(fields)('with %s out of its bounds has the default in its place', (field) => {
		for (const wrong of [smallest[field] - 0.5 - Number.EPSILON, largest[field] + 1, -1, Number.NaN, Infinity]) {
			expect(readPolicy({...smallest, [field]: wrong})).toEqual({...smallest, [field]: defaultPolicy[field]});
		}
	});

	test('of any bytes is within its bounds', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 60}), (bytes) => {
				let wire: Policy | undefined;
				try {
					wire = PolicyCode.decode(bytes);
				} catch {
					return;
				}

				const policy = readPolicy(wire);
				for (const field of fields) {
					expect(policy[field]).toBeGreaterThanOrEqual(smallest[field]);
					expect(policy[field]).toBeLessThanOrEqual(largest[field]);
				}
			}),
		);
	});
});
