import {connect, type Socket} from 'node:net';
import {systemErrorCode, systemErrorWords} from '../host/host-error.js';
import {LineSplitter} from './line-splitter.js';
import {machineTimeMs} from './machine-time.js';
import {type ControlTarget, controlPath, isOwnFolder} from './path.js';
import type {ControlRequest} from './server.js';

/** Nobody of that name runs on this machine. */
export class NotRunning extends Error {
	override readonly name = 'NotRunning';

	constructor(name: string) {
		super(`${name} is not running on this machine`);
	}
}

/** Somebody of that name runs on this machine, but stands still: frozen or stuck. */
export class NotAnswering extends Error {
	override readonly name = 'NotAnswering';
}

const longestAnswerBytes = 16 * 1024 * 1024;

/**
Asks the process of a name one thing and resolves with its answer, which may be `{error}`. Rejects with `NotRunning`
where nothing listens, with `NotAnswering` where no answer came within `timeoutMs`, and else with an error in words.
*/
export async function askControl(
	target: ControlTarget,
	request: ControlRequest,
	{timeoutMs}: {readonly timeoutMs: number},
): Promise<unknown> {
	const socket = open(target);
	let isLate = false;
	const timer = setTimeout(() => {
		isLate = true;
		socket.destroy();
	}, timeoutMs);
	try {
		// Whoever reads it later than this reads it in vain: it was told to have failed.
		const expiresAtMs = machineTimeMs() + timeoutMs;
		for await (const answer of exchange(socket, {...request, expiresAtMs})) {
			return answer;
		}
	} catch (error) {
		throw isLate ? silence(target, timeoutMs) : inWords(target, error);
	} finally {
		clearTimeout(timer);
		socket.destroy();
	}

	throw isLate ? silence(target, timeoutMs) : new Error(`${target.name} ended without an answer`);
}

/**
The answers to a request that has many, until the other side ends, `signal` aborts or the loop is left.
Throws `NotRunning` where nothing listens.
*/
export async function* watchControl(
	target: ControlTarget,
	request: ControlRequest,
	{signal}: {readonly signal?: AbortSignal} = {},
): AsyncGenerator<unknown, void, void> {
	if (signal?.aborted) {
		return;
	}

	const socket = open(target);
	const onAbort = () => {
		socket.destroy();
	};
	signal?.addEventListener('abort', onAbort, {once: true});
	try {
		yield* exchange(socket, request);
	} catch (error) {
		if (!signal?.aborted) {
			throw inWords(target, error);
		}
	} finally {
		signal?.removeEventListener('abort', onAbort);
		socket.destroy();
	}
}

function open(target: ControlTarget): Socket {
	const {path, sharedFolder} = controlPath(target);
	if (sharedFolder !== undefined && !isOwnFolder(sharedFolder)) {
		throw new NotRunning(target.name);
	}

	const socket = connect({path});
	// Whoever reads it is told; this is for an error after the last read.
	socket.on('error', () => undefined);
	return socket;
}

async function* exchange(socket: Socket, request: ControlRequest): AsyncGenerator<unknown, void, void> {
	const splitter = new LineSplitter(longestAnswerBytes);
	socket.write(`${JSON.stringify(request)}\n`);
	for await (const chunk of socket) {
		for (const line of splitter.push(chunk)) {
			yield JSON.parse(line);
		}
	}
}

function silence({name}: ControlTarget, timeoutMs: number): Error {
	return new NotAnswering(`${name} is running but did not answer within ${timeoutMs} ms`);
}

function inWords({name}: ControlTarget, error: unknown): unknown {
	const code = systemErrorCode(error);
	switch (code) {
		case 'ENOENT':
		case 'ENOTDIR':
		case 'ECONNREFUSED':
			return new NotRunning(name);
		case 'ECONNRESET':
		case 'EPIPE':
		case 'ERR_STREAM_PREMATURE_CLOSE':
			return new Error(`${name} ended the connection`);
		case 'EAGAIN':
			return new NotAnswering(`${name} is running but does not answer`);
		default:
			return code === undefined ? error : new Error(`${name} cannot be asked: ${systemErrorWords(error)}`);
	}
}
