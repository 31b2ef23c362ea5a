import {expect, test, vi} from 'vitest';
import {createEmitter} from '../../source/base/emitter.js';

test('tells everyone who listens, in order, until they end it', () => {
	const told: string[] = [];
	const {tell, subscribe, count} = createEmitter<number>();
	const end = subscribe((value) => told.push(`first ${value}`));
	subscribe((value) => told.push(`second ${value}`));
	tell(1);
	end();
	end();
	tell(2);
	expect(told).toEqual(['first 1', 'second 1', 'second 2']);
	expect(count()).toBe(1);
});

test('one listener may listen twice, and end each of them', () => {
	const listener = vi.fn();
	const {tell, subscribe} = createEmitter<string>();
	const end = subscribe(listener);
	subscribe(listener);
	end();
	tell('once');
	expect(listener).toHaveBeenCalledTimes(1);
});

test('a listener that throws takes nothing from the others, nor from the one who tells', () => {
	const faults: unknown[] = [];
	const {tell, subscribe} = createEmitter<number>((error) => faults.push(error));
	const fault = new Error('broken');
	const after = vi.fn();
	subscribe(() => {
		throw fault;
	});
	subscribe(after);
	tell(1);
	expect(faults).toEqual([fault]);
	expect(after).toHaveBeenCalledWith(1);
});

test('who begins to listen while something is told hears the next', () => {
	const late = vi.fn();
	const {tell, subscribe} = createEmitter<number>();
	subscribe((value) => {
		if (value === 1) {
			subscribe(late);
		}
	});
	tell(1);
	expect(late).not.toHaveBeenCalled();
	tell(2);
	expect(late).toHaveBeenCalledWith(2);
});
