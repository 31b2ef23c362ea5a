import {safeText} from '../../../base/safe-text.js';
import {failureInFull, failureSaid} from '../../../protocol/failures/failure-words.js';
import {failureOf} from '../../connection/connection-state.js';
import {lastEndedOutage} from '../../story/history.js';
import {type Scene, wallWhen} from '../state/scene.js';
import {pastReasonInFull, reasonAs} from './reason-words.js';
import type {PageText} from './text-page-rows.js';

/** The last error in full: what it means, its code, what the library said. */
export function errorText(scene: Scene): PageText {
	return {title: 'The error in full', lines: linesOf(scene)};
}

function linesOf(scene: Scene): PageText['lines'] {
	const {state, history, facts, failedAttempts} = scene.model;
	const failure = failureOf(state);
	if (failure !== undefined) {
		return [
			['What', reasonAs(failureInFull, failure)],
			['Code', safeText(failure.code)],
			['Kind', failure.kind],
			['Said', reasonAs(failureSaid, failure) || 'nothing more'],
			['Master', safeText(facts.master)],
			['Attempts', String(failedAttempts.count)],
		];
	}

	const past = lastEndedOutage(history);
	return past === undefined
		? 'No error.'
		: [
				['Now', 'No error.'],
				['Last', `${wallWhen(scene, past.since)}: ${pastReasonInFull(past.reason)}`],
				['Code', safeText(past.reason.code)],
			];
}
