import {safeText} from '../../base/safe-text.js';
import {failureOf} from '../connection/connection-state.js';
import {lastEndedOutage} from '../story/history.js';
import {type Scene, wallWhen} from './scene.js';
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
			['What', safeText(failure.message, 400)],
			['Code', safeText(failure.code)],
			['Kind', failure.kind],
			['Said', safeText(failure.detail, 400) || 'nothing more'],
			['Master', safeText(facts.master)],
			['Attempts', String(failedAttempts.count)],
		];
	}

	const past = lastEndedOutage(history);
	return past === undefined
		? 'No error.'
		: [
				['Now', 'No error.'],
				['Last', `${wallWhen(scene, past.since)}: ${safeText(past.reason.message, 400)}`],
				['Code', safeText(past.reason.code)],
			];
}
