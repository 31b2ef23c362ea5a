import {expect, test} from 'vitest';
import {AlreadyRunsError, HostError} from '../../source/host/host-error.js';
import {belongsInLog} from '../../source/host/told-error.js';
import {ListenError} from '../../source/protocol/server.js';

test.each([
	['what runs already', new AlreadyRunsError('It runs already'), false],
	['a port that is taken, by whomever', new ListenError('The port is in use', 4), true],
	['what was refused', new HostError('No room', 1), true],
	['an unexpected error', new Error('boom'), true],
	['what is no error', 'boom', true],
])('the log of the one that runs holds %s: %o', (_what, error, isLogged) => {
	expect(belongsInLog(error)).toBe(isLogged);
});
