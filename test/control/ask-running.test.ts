import {setTimeout as delay} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {askRunning, stopRunning} from '../../source/control/ask-running.js';
import {type ControlHandler, type ControlServer, serveControl} from '../../source/control/server.js';
import {HostError} from '../../source/host/host-error.js';
import {acquireLock} from '../../source/host/lock.js';
import {makeTemporaryDirectory, removeDirectory} from '../host/fixture-process.js';

let directory = '';
let server: ControlServer | undefined;

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(async () => {
	await server?.close();
	server = undefined;
	removeDirectory(directory);
});

const target = () => ({directory, name: 'web-1', label: 'Agent web-1', notRunning: 'It does not run.'});

async function serve(handlers: Readonly<Record<string, ControlHandler>>): Promise<void> {
	server = await serveControl({directory, name: 'web-1', handlers});
}

function fail(): never {
	throw new Error('the disk is gone');
}

test('passes the answer on', async () => {
	await serve({status: () => ({state: 'active'})});
	expect(await askRunning(target(), 'status')).toEqual({state: 'active'});
});

test('says that it does not run', async () => {
	await expect(askRunning(target(), 'status')).rejects.toThrow(new HostError('It does not run.'));
});

test('says that it cannot be asked where it runs without a control socket', async () => {
	const lock = await acquireLock({directory, name: 'web-1'});
	await expect(askRunning(target(), 'stop')).rejects.toThrow(
		new HostError('Agent web-1 runs but cannot be asked: it has no control socket.'),
	);
	await lock?.release();
});

test('an answer that is an error is no success', async () => {
	await serve({status: fail, stop: fail});
	const words = 'Agent web-1 cannot do that: the disk is gone';
	await expect(askRunning(target(), 'status')).rejects.toThrow(new HostError(words));
	await expect(stopRunning(target())).rejects.toThrow(new HostError(words));
	await expect(askRunning(target(), 'retry')).rejects.toThrow('Agent web-1 cannot do that: Unknown command "retry"');
});

test('calls it frozen only where no answer came in time, and says what it was not told', async () => {
	const never: ControlHandler = (_request, signal) => delay(60_000, undefined, {signal}).catch(() => undefined);
	await serve({status: never, retry: never});
	const words =
		'Agent web-1 does not answer within 0.05 s (web-1 is running but did not answer within 50 ms): it is frozen or stuck.';
	await expect(askRunning(target(), 'status', {timeoutMs: 50})).rejects.toThrow(new HostError(words));
	await expect(askRunning(target(), 'retry', {timeoutMs: 50})).rejects.toThrow(
		new HostError(`${words} It was not told.`),
	);
});

test('says that it ended where it ended at once', async () => {
	await serve({
		status() {
			void server?.close();
			return delay(60_000, undefined, {ref: false});
		},
	});
	await expect(askRunning(target(), 'status')).rejects.toThrow(
		/^Agent web-1 did not answer: web-1 ended (?:the connection|without an answer)$/u,
	);
});
