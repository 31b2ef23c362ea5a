import {expect, test} from 'vitest';
import {isToldError} from '../../source/host/told-error.js';
import {ListenError, serve} from '../../source/protocol/server.js';
import {closeAfterEach} from '../helpers/closing.js';

const closing = closeAfterEach();
const flags = {host: '--host', port: '--port'};

function listen(host: string, port: number): Promise<unknown> {
	return serve({host, port}, [], flags).then(
		(server) => closing(server, ({close}) => close(0)),
		(error: unknown) => error,
	);
}

test('a port that is taken is told with code 4', async () => {
	const {address, close} = await serve({host: '127.0.0.1', port: 0}, [], flags);
	closing(close, () => close(0));
	const error = await listen('127.0.0.1', address.port);
	expect(error).toBeInstanceOf(ListenError);
	expect(error).toMatchObject({
		exitCode: 4,
		message: `The port of 127.0.0.1:${address.port} is in use (EADDRINUSE). Find the program that holds it with: ss -ltnp 'sport = :${address.port}'. Or name another with --port.`,
	});
	expect(isToldError(error)).toBe(true);
});

test('a name that leads nowhere is told with code 2', async () => {
	expect(await listen('no-such-name.invalid', 0)).toMatchObject({
		exitCode: 2,
		message: 'Expected --host to be an address of this machine, got "no-such-name.invalid", which does not resolve.',
	});
});

test.each(['ff02::1', 'fe80::1'])('that %s cannot be listened at is not said to be its name', async (host) => {
	expect(await listen(host, 0)).toMatchObject({
		exitCode: 2,
		message: expect.stringMatching(/^Cannot listen at \[.*\]:0 \(E[A-Z]+\)\.$|\(EADDRNOTAVAIL\)\.$/u),
	});
});

test('an address of another machine is told with code 2', async () => {
	const error = await listen('192.0.2.1', 0);
	expect(error).toBeInstanceOf(ListenError);
	expect(error).toMatchObject({
		exitCode: 2,
		message: 'Expected --host to be an address of this machine, got "192.0.2.1" (EADDRNOTAVAIL).',
	});
});
