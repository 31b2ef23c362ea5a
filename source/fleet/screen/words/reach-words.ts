import {clockOf} from '../../../base/moment.js';
import {failureInFull} from '../../../protocol/failures/failure-words.js';
import type {Row} from '../../../terminal/rows/row.js';
import {wrapText} from '../../../terminal/rows/wrap-text.js';
import type {Reach} from '../../model/reach.js';
import {formatCountdownTo} from '../../words/words.js';
import type {Scene} from '../state/scene.js';

/** When the master is tried again. Undefined while that is not known. */
export function nextTryRow({model, moment, setting}: Scene): Row | undefined {
	const reach = model.reach();
	if (reach.type !== 'none' || reach.nextAttemptAt === undefined) {
		return undefined;
	}

	const next = setting.isMotionless
		? `at ${clockOf(moment, reach.nextAttemptAt)}`
		: formatCountdownTo(reach.nextAttemptAt, moment);
	return [{text: ' Next try '}, {text: next, style: 'accent'}];
}

/** Why there is no contact, in at most `most` rows. None where there is contact, or where nothing is known yet. */
export function reasonRows(reach: Reach, columns: number, most: number): readonly Row[] {
	return reach.type !== 'none' || reach.reason === undefined || most < 1
		? []
		: wrapText(failureInFull(reach.reason), Math.max(1, columns - 2), most).map(
				(line): Row => [{text: ` ${line}`, style: 'warning'}],
			);
}
