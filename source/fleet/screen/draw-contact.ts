import {clockOf, type Moment} from '../../base/moment.js';
import type {Row} from '../../terminal/rows/row.js';
import {wrapText} from '../../terminal/rows/wrap-text.js';
import type {Contact} from '../model/reach.js';
import {formatCountdownTo} from '../words/words.js';

/** When the master is tried again. Undefined while that is not known. */
export function drawNextTry(contact: Contact, moment: Moment, isMotionless: boolean): Row | undefined {
	if (contact.type !== 'none' || contact.nextAttemptAtMs === undefined) {
		return undefined;
	}

	const next = isMotionless
		? `at ${clockOf(moment, contact.nextAttemptAtMs)}`
		: formatCountdownTo(contact.nextAttemptAtMs, moment);
	return [{text: ' Next try '}, {text: next, style: 'accent'}];
}

/** Why there is no contact, in at most `most` rows. None where there is contact, or where nothing is known yet. */
export function drawReason(contact: Contact, width: number, most: number): readonly Row[] {
	return contact.type !== 'none' || contact.reason === undefined || most < 1
		? []
		: wrapText(contact.reason, Math.max(1, width - 2), most).map((line): Row => [{text: ` ${line}`, style: 'warning'}]);
}
