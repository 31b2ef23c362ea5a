import type {ServiceError} from '@grpc/grpc-js';
import type {Address} from '../base/address.js';
import {ConnectionFailure} from './failures/connection-failure.js';
import {type Failure, timeoutFailure, type Waited} from './failures/failure.js';
import {failureOfServiceError} from './service-error.js';

type Cancellable = {readonly cancel: () => void};

/**
One unary call as a promise, with a limit on the monotonic clock (gRPC's own deadlines read the wall clock).
Throws a `ConnectionFailure`, or the signal's reason on an abort. The call is cancelled in both cases.
*/
export async function unary<Response>(
	begin: (callback: (error: ServiceError | null, response: Response) => void) => Cancellable,
	limitMs: number,
	signal: AbortSignal,
	{address, what}: {readonly address: Address; readonly what: Waited},
): Promise<Response> {
	signal.throwIfAborted();
	let call: Cancellable | undefined;
	try {
		return await withLimit<Response>(limitMs, signal, {
			start(resolve, reject) {
				call = begin((error, response) => {
					if (error) {
						reject(new ConnectionFailure(failureOfServiceError(error, {address})));
					} else {
						resolve(response);
					}
				});
			},
			onLimit: () => timeoutFailure(what, limitMs, {address}),
		});
	} catch (error) {
		call?.cancel();
		throw error;
	}
}

/**
Waits for what `start` began, at most `limitMs`. When the timer fires late (the process stood still), what has
arrived meanwhile is read first, so that our own stall is not taken for the other side's silence. Without a signal the
caller itself ends the wait on an abort: whoever waits often need not begin and end listening each time.
*/
export async function withLimit<Value>(
	limitMs: number,
	signal: AbortSignal | undefined,
	{
		start,
		onLimit,
	}: {
		readonly start: (resolve: (value: Value) => void, reject: (error: unknown) => void) => void;
		readonly onLimit: () => Failure;
	},
): Promise<Value> {
	signal?.throwIfAborted();
	return new Promise((resolve, reject) => {
		let immediate: NodeJS.Immediate | undefined;
		const timer = setTimeout(() => {
			immediate = setImmediate(() => {
				immediate = setImmediate(() => settle(() => reject(new ConnectionFailure(onLimit()))));
			});
		}, limitMs);
		const onAbort = () => settle(() => reject(signal?.reason));
		const settle = (finish: () => void) => {
			clearTimeout(timer);
			clearImmediate(immediate);
			signal?.removeEventListener('abort', onAbort);
			finish();
		};

		signal?.addEventListener('abort', onAbort, {once: true});
		const fail = (error: unknown) => settle(() => reject(error));
		try {
			start((value) => settle(() => resolve(value)), fail);
		} catch (error) {
			fail(error);
		}
	});
}
