import {formatClock} from '../../base/formats.js';
import {toWall} from '../../base/moment.js';
import {fitText, type Row} from '../../terminal/rows/row.js';
import {untilOf} from './next-lines.js';
import {isGone, type Scene, spellDelay} from './scene.js';

/** What happens next, with times: beside the boxed diagram. At most `height` rows. */
export function drawWhatNext(scene: Scene, width: number, height: number): Row[] {
	return [[{text: 'What happens next', style: 'bold'} as const], ...rows(scene)]
		.slice(0, height)
		.map((row) => row.map(({text, ...rest}) => ({...rest, text: fitText(text, width)})));
}

function rows(scene: Scene): Row[] {
	const {model} = scene;
	const {state, policy} = model;
	const success = 'On success: registered, then active.';
	if (isGone(scene)) {
		return [[{text: scene.isSilent ? 'Nothing, until it answers.' : 'Nothing, until it runs again.'}]];
	}

	switch (state.type) {
		case 'reconnecting': {
			const attempts = [...attemptsFrom(scene)].slice(0, 3);
			return [
				...attempts.map(
					({attempt, at}): Row => [{text: `attempt ${attempt}`.padEnd(14) + countdown(scene, at) + clock(scene, at)}],
				),
				[{text: `Longest wait ${spellDelay(state.nextDelaysMs.at(-1) ?? state.delayMs)}; it never gives up.`}],
				[{text: 'r tries now and begins the schedule anew.'}],
				[{text: success}],
			];
		}

		case 'start':
		case 'connecting':
			return [
				[{text: `No answer in ${spellDelay(policy.connectTimeoutMs)}: this attempt failed.`}],
				[{text: 'Then it waits, longer each time.'}],
				[{text: `Longest wait ${spellDelay(policy.maxDelayMs)}; it never gives up.`}],
				[{text: success}],
			];
		case 'connection-lost':
			return [[{text: 'It plans the first attempt.'}], [{text: success}]];
		case 'registered':
		case 'active':
			return [
				[
					{
						text: `A heartbeat every ${spellDelay(policy.heartbeatIntervalMs)}, answered in ${spellDelay(policy.heartbeatTimeoutMs)}.`,
					},
				],
				[{text: `A failed one is repeated within ${spellDelay(model.suspectIntervalMs)}.`}],
				[{text: `${policy.failureThreshold} failed in a row: connection lost.`}],
				[
					{
						text: `Then attempts, from ${spellDelay(policy.initialDelayMs)} up to every ${spellDelay(policy.maxDelayMs)}.`,
					},
				],
				[{text: 'r sends a heartbeat now.'}],
			];
		default:
			return [[{text: 'Nothing.'}]];
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
