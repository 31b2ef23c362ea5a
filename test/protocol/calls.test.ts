import {expect, test} from 'vitest';
import {withLimit} from '../../source/protocol/calls.js';
import {timeoutFailure} from '../../source/protocol/failures/failure.js';

const address = {host: 'master.example', port: 50_050};

function countTimers(): number {
	return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

test('what throws as it begins leaves no timer and no listener behind', async () => {
	const before = countTimers();
	const {signal} = new AbortController();
	const waiting = withLimit(60_000, signal, {
		start() {
			throw new Error('broken');
		},
		onLimit: () => timeoutFailure('answer', 60_000, {address}),
	});
	await expect(waiting).rejects.toThrow('broken');
	expect(countTimers()).toBe(before);
});
