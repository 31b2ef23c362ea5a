import type {Failure} from './failure.js';
import {failureInFull} from './failure-words.js';

/** The one error class that leaves a link: p-retry ends its loop on a TypeError, so nothing else may reach it. */
export class ConnectionFailure extends Error {
	override readonly name = 'ConnectionFailure';
	readonly failure: Failure;

	constructor(failure: Failure) {
		super(failureInFull(failure));
		this.failure = failure;
	}
}
