import {expect, test} from 'vitest';
import {StoreError} from '../../../source/master/store/port.js';
import {createStoreTrouble, type WriteKind} from '../../../source/master/store/store-trouble.js';
import {fullDisk} from '../../helpers/memory-store.js';

function start() {
	const lines: string[] = [];
	const write = (message: string) => lines.push(message.replace(/[,:].*/u, ''));
	const state = {now: 0, isWaiting: false};
	const trouble = createStoreTrouble(
		{error: write, info: write},
		() => state.isWaiting,
		() => state.now,
	);
	return {
		lines,
		state,
		trouble,
		succeed: (kind: WriteKind) => trouble.observe(kind, async () => undefined),
		fail: (kind: WriteKind, error = fullDisk()) =>
			trouble
				.observe(kind, async () => {
					throw error;
				})
				.catch(() => undefined),
	};
}

const begins = 'The registry cannot be written';
const ends = 'The registry is written again';

test('a kind of write that fails is one trouble, however often another kind succeeds', async () => {
	const {lines, trouble, succeed, fail, state} = start();
	for (let round = 0; round < 10; round++) {
		await fail('changes');
		state.now += 1000;
		await succeed('heartbeats');
	}

	expect(lines).toEqual([begins]);
	expect(trouble.problem()?.problem).toBe('full');
	await succeed('changes');
	expect(lines).toEqual([begins, ends]);
	expect(trouble.problem()).toBeUndefined();
});

test('it ends when each kind that failed has succeeded', async () => {
	const {lines, succeed, fail} = start();
	await fail('heartbeats');
	await fail('changes');
	await succeed('changes');
	expect(lines).toEqual([begins]);
	await succeed('heartbeats');
	expect(lines).toEqual([begins, ends]);
});

test('it does not end while something waits to be written', async () => {
	const {lines, state, succeed, fail} = start();
	state.isWaiting = true;
	await fail('heartbeats');
	await succeed('heartbeats');
	expect(lines).toEqual([begins]);
	state.isWaiting = false;
	await succeed('changes');
	expect(lines).toEqual([begins, ends]);
});

test('a kind that nobody tries any more is forgotten a minute after it failed', async () => {
	const {lines, state, succeed, fail} = start();
	await fail('changes');
	state.now = 59_999;
	await succeed('heartbeats');
	expect(lines).toEqual([begins]);
	state.now = 60_000;
	await succeed('heartbeats');
	expect(lines).toEqual([begins, ends]);
});

test('a faulty record is no trouble', async () => {
	const {lines, trouble, fail} = start();
	await fail('changes', new StoreError('faulty-record', 'This record is at fault'));
	expect(lines).toEqual([]);
	expect(trouble.problem()).toBeUndefined();
});
