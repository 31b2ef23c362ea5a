import {expect, test} from 'vitest';
import {failingReason} from '../../../source/agent/screen/reason-words.js';
import {endedFailure, failureOfCode, timeoutFailure} from '../../../source/protocol/failure.js';

const master = {host: 'master.example', port: 50_050};
const context = {address: master};

test.each([
	[failureOfCode('ECONNREFUSED', context), 'nothing is listening there'],
	[failureOfCode('ECONNRESET', context), 'the master cut the connection'],
	[timeoutFailure('heartbeat', 5000, context), 'no answer within 5 s'],
	[endedFailure(context), 'the master ended the connection'],
])('why a heartbeat failed is said without the address that stands beside it: $0.code', (failure, words) => {
	expect(failingReason(failure, master)).toBe(words);
});
