import {expect, test} from 'vitest';
import {createEmitter} from '../../source/base/emitter.js';
import {iterate} from '../../source/base/iterate.js';

function numbersUntil(last: number) {
	const emitter = createEmitter<number>();
	return {...emitter, numbers: iterate(emitter.subscribe, (value) => value === last)};
}

test('yields all that is told from its making on, read or not yet asked for, and ends after the last', async () => {
	const {tell, count, numbers} = numbersUntil(4);
	tell(1);
	tell(2);
	const read: number[] = [];
	for await (const value of numbers) {
		read.push(value);
		if (value === 2) {
			queueMicrotask(() => {
				tell(3);
				tell(4);
				tell(5);
			});
		}
	}

	expect(read).toEqual([1, 2, 3, 4]);
	expect(count()).toBe(0);
});

test('listens no more once the last is told, whether or not anybody reads it', async () => {
	const {tell, count, numbers} = numbersUntil(1);
	tell(1);
	expect(count()).toBe(0);
	expect(await numbers.next()).toEqual({done: false, value: 1});
	expect(await numbers.next()).toEqual({done: true, value: undefined});
});

test('listens no more once it is left, even before it was read', async () => {
	const {tell, count, numbers} = numbersUntil(9);
	tell(1);
	await numbers.return?.();
	expect(count()).toBe(0);
	expect(await numbers.next()).toEqual({done: true, value: undefined});
});

test('listens no more once a loop over it is left', async () => {
	const {tell, count, numbers} = numbersUntil(9);
	tell(1);
	tell(2);
	for await (const value of numbers) {
		expect(value).toBe(1);
		break;
	}

	expect(count()).toBe(0);
	expect(await numbers.next()).toEqual({done: true, value: undefined});
});

test('leaving answers those who wait for a value', async () => {
	const {numbers} = numbersUntil(9);
	const next = numbers.next();
	await numbers.return?.();
	expect(await next).toEqual({done: true, value: undefined});
});

test('several who wait get the values in the order in which they asked', async () => {
	const {tell, numbers} = numbersUntil(2);
	const asked = [numbers.next(), numbers.next(), numbers.next()];
	tell(1);
	tell(2);
	expect(await Promise.all(asked)).toEqual([
		{done: false, value: 1},
		{done: false, value: 2},
		{done: true, value: undefined},
	]);
});

test('one who leaves while a value is told does not get that value', async () => {
	const {tell, subscribe} = createEmitter<number>();
	let leave = () => {};
	subscribe(() => leave());
	const numbers = iterate(subscribe, () => false);
	leave = () => void numbers.return?.();
	tell(1);
	expect(await numbers.next()).toEqual({done: true, value: undefined});
});

test('undefined is a value as any other', async () => {
	const {tell, subscribe} = createEmitter<number | undefined>();
	const values = iterate(subscribe, (value) => value === 1);
	tell(undefined);
	tell(1);
	expect(await values.next()).toEqual({done: false, value: undefined});
	expect(await values.next()).toEqual({done: false, value: 1});
});
