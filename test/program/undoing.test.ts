import {expect, test} from 'vitest';
import {undoing} from '../../source/program/undoing.js';

test('undoes the last first, after the body, whose result it returns', async () => {
	const steps: string[] = [];
	const result = await undoing(async (later) => {
		later(() => void steps.push('first'));
		later(async () => void steps.push('second'));
		steps.push('body');
		return 'done';
	});
	expect(result).toBe('done');
	expect(steps).toEqual(['body', 'second', 'first']);
});

test.each([
	['the body', true, 'body'],
	['a step', false, 'second'],
])('undoes all where %s fails, and tells what failed first', async (_what, isBodyFailing, first) => {
	const steps: string[] = [];
	const fail = (name: string) => {
		steps.push(name);
		throw new Error(name);
	};
	await expect(
		undoing(async (later) => {
			later(() => fail('first'));
			later(async () => fail('second'));
			return isBodyFailing ? fail('body') : 'done';
		}),
	).rejects.toThrow(first);
	expect(steps.slice(-2)).toEqual(['second', 'first']);
});
