import {formatSpan} from '../../../base/durations.js';
import {formatCounted, formatLocalTime, formatNumber} from '../../../base/formats.js';
import {toWall} from '../../../base/moment.js';
import {safeText} from '../../../base/safe-text.js';
import {failureSaid, failureWithoutCode} from '../../../protocol/failures/failure-words.js';
import {failureOf} from '../../connection/connection-state.js';
import {bestStreakOf} from '../../story/agent-model.js';
import {clockMsOf, frozen, isGone, type Scene, wallWhen} from '../state/scene.js';
import {headline} from './headline.js';
import {streakLine} from './next-lines.js';
import {reasonAs} from './reason-words.js';

/** What a person sends to whoever helps: ten lines. */
export function reportLines(at: Scene): readonly string[] {
	const scene = frozen(at);
	const {model, now} = scene;
	const {facts, state, history, failedAttempts, roundTrips} = model;
	const [word, since] = stateWords(scene);
	const failure = failureOf(state);
	const ordered = roundTrips.map(({ms}) => ms).toSorted((left, right) => left - right);
	const middle = ordered[Math.floor((ordered.length - 1) / 2)];
	const last = history.outages.at(-1);
	const next =
		state.type === 'reconnecting' && !isGone(scene)
			? `attempt ${state.attempt} at ${formatLocalTime(toWall(now, state.retryAt))}`
			: 'nothing is planned';
	return [
		`sloth-agent ${facts.name}, version ${facts.version}, ${formatLocalTime(clockMsOf(scene))}`,
		`State      ${word}${since === '' ? '' : `, ${since}`}`,
		`Master     ${facts.master}, ${safeText(facts.trust)}; reported address ${facts.reportedAddress}`,
		`Reason     ${failure === undefined ? 'none' : `${safeText(failure.code)}: ${reasonAs(failureWithoutCode, failure)}`}`,
		`Detail     ${(failure === undefined ? '' : reasonAs(failureSaid, failure)) || 'none'}`,
		`Next       ${next}; ${formatCounted(failedAttempts.count, 'failed attempt')} in this outage or the last`,
		`Streak     ${state.type === 'active' ? formatNumber(state.streak) : 0}, best ever ${formatNumber(bestStreakOf(model))}`,
		`Outages    ${formatNumber(history.outages.length)} remembered${last === undefined ? '' : `, the last ${wallWhen(scene, last.since)}, ${last.reason.code}`}`,
		`Round trip ${middle === undefined ? 'none yet' : `median ${middle} ms, worst ${ordered.at(-1) ?? middle} ms in 5 min`}`,
		`Process    ${facts.pid}, up ${formatSpan(now.monotonicMs - facts.startedAt)}, log ${facts.log ?? 'to the terminal'}`,
	];
}

/** What stays in the scrollback when the screen is left. */
export function summaryLines(at: Scene): readonly string[] {
	const scene = frozen(at);
	const {model, now} = scene;
	const {facts, history} = model;
	const [word, since] = stateWords(scene);
	const run = history.runs.at(-1);
	const streak = model.state.type === 'stopped' ? formatNumber(model.lastStreak) : streakLine(scene).value;
	const here = run === undefined ? [] : history.outages.filter((outage) => outage.since >= run.since);
	return [
		`Agent ${facts.name}: ${word.toLowerCase()}${since === '' ? '' : `${since.startsWith('at ') ? '' : ','} ${since}`}, up ${formatSpan(now.monotonicMs - facts.startedAt)}`,
		`Streak ${streak}, best ever ${formatNumber(bestStreakOf(model))}; ${formatCounted(here.length, 'outage')} in this run`,
		...(facts.log === null ? [] : [`Log ${facts.log}`]),
	];
}

function stateWords(scene: Scene): readonly [word: string, since: string] {
	const {word, since} = headline({...scene, isMotionless: false});
	return [word, since[0]];
}
