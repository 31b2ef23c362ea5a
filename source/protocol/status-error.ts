import {status} from '@grpc/grpc-js';

/** A gRPC status as an error to throw. */
export class StatusError extends Error {
	override readonly name = 'StatusError';

	constructor(
		readonly code: status,
		message: string,
	) {
		super(message);
	}
}

/** What a thrown error is on the wire. Nothing of an unexpected one leaves the process but its message. */
export function statusOf(error: unknown): {readonly code: status; readonly details: string} {
	return error instanceof StatusError
		? {code: error.code, details: error.message}
		: {code: status.INTERNAL, details: error instanceof Error ? error.message : String(error)};
}
