import {formatDelay} from '../../../base/durations.js';
import {formatClock} from '../../../base/formats.js';
import {toWall} from '../../../base/moment.js';
import {isGone, type Scene} from '../state/scene.js';
import {untilOf} from './next-lines.js';

/** What happens next, with times: a few lines. */
export function whatNextLines(scene: Scene): readonly string[] {
	const {model} = scene;
	const {state, policy} = model;
	const success = 'On success: registered, then active.';
	if (isGone(scene)) {
		return [scene.isSilent ? 'Nothing, until it answers.' : 'Nothing, until it runs again.'];
	}

	switch (state.type) {
		case 'reconnecting': {
			const attempts = [...attemptsFrom(scene)].slice(0, 3);
			return [
				...attempts.map(({attempt, at}) => `attempt ${attempt}`.padEnd(14) + countdown(scene, at) + clock(scene, at)),
				`Longest wait ${formatDelay(state.nextDelaysMs.at(-1) ?? state.delayMs)}; it never gives up.`,
				'r tries now and begins the schedule anew.',
				success,
			];
		}

		case 'start':
		case 'connecting':
			return [
				`No answer in ${formatDelay(policy.connectTimeoutMs)}: this attempt failed.`,
				'Then it waits, longer each time.',
				`Longest wait ${formatDelay(policy.maxDelayMs)}; it never gives up.`,
				success,
			];
		case 'connection-lost':
			return ['It plans the first attempt.', success];
		case 'registered':
		case 'active':
			return [
				`A heartbeat every ${formatDelay(policy.heartbeatIntervalMs)}, answered in ${formatDelay(policy.heartbeatTimeoutMs)}.`,
				`A failed one is repeated within ${formatDelay(model.suspectIntervalMs)}.`,
				`${policy.failureThreshold} failed in a row: connection lost.`,
				`Then attempts, from ${formatDelay(policy.initialDelayMs)} up to every ${formatDelay(policy.maxDelayMs)}.`,
				'r sends a heartbeat now.',
			];
		default:
			return ['Nothing.'];
	}
}

/** The attempt that comes and those after it, if each fails at once. */
function* attemptsFrom({model: {state}}: Scene): Generator<{readonly attempt: number; readonly at: number}> {
	if (state.type !== 'reconnecting') {
		return;
	}

	let at = state.retryAt;
	let {attempt} = state;
	yield {attempt, at};
	for (const delay of state.nextDelaysMs) {
		at += delay;
		attempt++;
		yield {attempt, at};
	}
}

function countdown(scene: Scene, at: number): string {
	return scene.isMotionless ? '' : `in ${untilOf(scene, at).padStart(7)}   `;
}

function clock({now}: Scene, at: number): string {
	return `at ${formatClock(toWall(now, at))}`;
}
