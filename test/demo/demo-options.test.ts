import {expect, test} from 'vitest';
import {demoOptions} from '../../source/demo/demo-options.js';
import {defaultPolicy} from '../../source/protocol/policy.js';

test('the demo is an agent with the defaults, its times ten times shorter', () => {
	const {policy, ...options} = demoOptions(50_050, '/demo/state');
	expect(options).toMatchObject({
		name: 'demo',
		stateDirectory: '/demo/state',
		master: {host: '127.0.0.1', port: 50_050},
		port: undefined,
		reportAddress: {host: 'demo', port: 0},
		suspectIntervalMs: 100,
	});
	expect(policy).toEqual({
		...defaultPolicy,
		jitter: 0,
		initialDelayMs: defaultPolicy.initialDelayMs / 10,
		maxDelayMs: defaultPolicy.maxDelayMs / 10,
		heartbeatIntervalMs: defaultPolicy.heartbeatIntervalMs / 10,
		heartbeatTimeoutMs: defaultPolicy.heartbeatTimeoutMs / 10,
		connectTimeoutMs: defaultPolicy.connectTimeoutMs / 10,
	});
});
