import {expect} from 'vitest';
import {freePort} from '../helpers/ports.js';
import {test} from '../helpers/sandbox.js';

const trace = {GRPC_TRACE: 'subchannel', GRPC_VERBOSITY: 'DEBUG'};

test('the log of grpc-js goes to stderr where the environment asks for it, and not else', {timeout: 60_000}, async ({
	sandbox,
}) => {
	const list = ['list', '--master', `127.0.0.1:${await freePort()}`];
	expect(await sandbox.run('sloth-master', list)).toMatchObject({
		code: 1,
		stderr: expect.stringMatching(/^sloth-master: Nothing is listening at [^\n]+\n$/u),
	});
	const {code, stderr} = await sandbox.run('sloth-master', list, {environment: trace});
	expect(code).toBe(1);
	expect(stderr).toMatch(/^D .* \| subchannel \| .*ECONNREFUSED/mu);
	expect(stderr).toMatch(/^sloth-master: Nothing is listening at /mu);
});
