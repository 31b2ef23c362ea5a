import {expect, test} from 'vitest';
import {pastReasonInFull, reasonAs, shortReason} from '../../../../source/agent/screen/words/reason-words.js';
import {endedFailure} from '../../../../source/protocol/failures/failure.js';
import {failureHere} from '../../../../source/protocol/failures/failure-words.js';

const ended = endedFailure({address: {host: 'master.example', port: 50_050}});

test('a reason has its words in a list and in full', () => {
	expect(shortReason(ended)).toBe('the connection ended');
	expect(pastReasonInFull(ended)).toBe(
		'master.example:50050 ended the connection. The master stopped or died, or something on the way cut it.',
	);
});

test('one that was written down in words keeps them', () => {
	const told = {code: 'SUPERSEDED', message: 'Another agent has taken this name: web-2 (SUPERSEDED).'};
	expect(shortReason(told)).toBe(told.message);
	expect(pastReasonInFull(told)).toBe(told.message);
	expect(shortReason({code: 'TIMEOUT', message: 'No answer within 5 s (TIMEOUT).'})).toBe('the master did not answer');
});

test('what another process sent is one line that steers no terminal', () => {
	const hostile = {...ended, address: {host: 'm\n\u001B[31m', port: 1}};
	for (const words of [pastReasonInFull(hostile), reasonAs(failureHere, hostile), shortReason(hostile)]) {
		expect(words).not.toMatch(/\p{Cc}/u);
	}
});
