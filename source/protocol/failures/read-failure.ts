import {type Failure, failureKinds, waits} from './failure.js';

/** True for a value that came from outside, such as a file, and has the shape of a failure. */
export function isFailure(value: unknown): value is Failure {
	if (typeof value !== 'object' || value === null) {
		return false;
	}

	const {
		kind,
		code,
		address,
		dialled,
		waitedFor,
		limitMs,
		accepted,
		said,
	}: {readonly [Key in keyof Failure]?: unknown} = value;
	return (
		failureKinds.some((known) => known === kind) &&
		typeof code === 'string' &&
		isAddress(address) &&
		(dialled === undefined || isAddress(dialled)) &&
		(waitedFor === undefined || waits.some((known) => known === waitedFor)) &&
		(limitMs === undefined || typeof limitMs === 'number') &&
		(accepted === undefined || typeof accepted === 'boolean') &&
		typeof said === 'string'
	);
}

function isAddress(value: unknown): boolean {
	return (
		typeof value === 'object' &&
		value !== null &&
		typeof Reflect.get(value, 'host') === 'string' &&
		typeof Reflect.get(value, 'port') === 'number'
	);
}
