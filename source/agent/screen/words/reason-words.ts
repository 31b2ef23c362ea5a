import {safeText} from '../../../base/safe-text.js';
import type {Failure} from '../../../protocol/failures/failure.js';
import {codeInList, failureInFull, failureInList} from '../../../protocol/failures/failure-words.js';
import type {PastReason} from '../../story/history.js';

/** A reason as the lists of the screen have it: a few words. One that was written down in words keeps them. */
export function shortReason(reason: PastReason): string {
	return safeText('message' in reason ? (codeInList(reason.code) ?? reason.message) : failureInList(reason));
}

/** The reason of an outage in full. */
export function pastReasonInFull(reason: PastReason): string {
	return inOneLine('message' in reason ? reason.message : failureInFull(reason));
}

/** A failure in the voice that is given, as one line that can be drawn. */
export function reasonAs(voice: (failure: Failure) => string, failure: Failure): string {
	return inOneLine(voice(failure));
}

function inOneLine(words: string): string {
	return safeText(words, 400);
}
