import {expect, test} from 'vitest';
import {nextLines} from '../../../../source/agent/screen/words/next-lines.js';
import {createFailure} from '../../../../source/protocol/failures/failure.js';
import {active, at, later, master, modelOf, now, play, sceneOf, silent} from '../../../stories/agent-scenes.js';

const taken = createFailure('name-taken', 'ALREADY_EXISTS', {address: master});

test('an agent that was never registered says that a taken name ends it', () => {
	const model = play(modelOf(), [
		{type: 'connecting', at: at(3, 13, 40), master, attempt: 1},
		{
			type: 'retry-scheduled',
			at: at(3, 13, 41),
			master,
			attempt: 2,
			delayMs: 5000,
			retryAt: at(3, 13, 46),
			nextDelaysMs: [10_000, 60_000],
			reason: taken,
		},
	]);
	const [, then] = nextLines(sceneOf(model));
	expect(then.value).toBe('it ends, if the name is still taken after 30 s');
});

test('a failed heartbeat that is being repeated is on its way', () => {
	const failing = play(active(), [
		{type: 'heartbeat-failed', at: now.monotonicMs, session: 1, failures: 1, threshold: 3, reason: silent},
	]);
	expect(nextLines(sceneOf(failing))[0].value).toBe('again within 1 s');
	expect(nextLines(sceneOf(failing, {now: later(1500)}))[0].value).toBe('again, on its way');
});
