import {EventEmitter} from 'node:events';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type KeyInput, openKeyInput} from '../../../source/terminal/keys/key-input.js';

class FakeStdin extends EventEmitter {
	readonly modes: boolean[] = [];
	isFlowing = false;

	setRawMode(mode: boolean): this {
		this.modes.push(mode);
		return this;
	}

	resume(): this {
		this.isFlowing = true;
		return this;
	}

	pause(): this {
		this.isFlowing = false;
		return this;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}
}

let stdin: FakeStdin;
let input: KeyInput;
let keys: string[];
let ends: number;

beforeEach(() => {
	vi.useFakeTimers();
	stdin = new FakeStdin();
	keys = [];
	ends = 0;
	input = openKeyInput({
		// It has all that is used of a terminal.
		stdin: stdin as unknown as typeof process.stdin,
		onKey: (key) => keys.push('text' in key ? key.text : key.name),
		onEnd: () => {
			ends++;
		},
	});
});

afterEach(() => {
	input.close();
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});

test('raw mode is set while it is open', () => {
	expect(stdin.modes).toEqual([true]);
	expect(stdin.isFlowing).toBe(true);
	input.close();
	input.close();
	expect(stdin.modes).toEqual([true, false]);
	expect(stdin.isFlowing).toBe(false);
	stdin.emit('data', Buffer.from('a'));
	expect(keys).toEqual([]);
});

test('raw mode can be set anew: Node would skip what it believes to be set', () => {
	input.restoreRawMode();
	expect(stdin.modes).toEqual([true, false, true]);
	input.close();
	input.restoreRawMode();
	expect(stdin.modes).toEqual([true, false, true, false]);
});

test('ESC waits 50 ms for the rest of a sequence', () => {
	stdin.emit('data', Buffer.from('\u001B'));
	vi.advanceTimersByTime(49);
	stdin.emit('data', Buffer.from('[A'));
	vi.advanceTimersByTime(100);
	expect(keys).toEqual(['up']);
});

test('ESC alone is the key escape after 50 ms', () => {
	stdin.emit('data', Buffer.from('\u001B'));
	vi.advanceTimersByTime(49);
	expect(keys).toEqual([]);
	vi.advanceTimersByTime(2);
	expect(keys).toEqual(['escape']);
});

test('after a stall the rest of a sequence that has arrived still counts', () => {
	stdin.emit('data', Buffer.from('\u001B'));
	// The timer is served first, input comes in the same turn of the loop.
	vi.advanceTimersByTime(50);
	stdin.emit('data', Buffer.from('[B'));
	vi.advanceTimersByTime(100);
	expect(keys).toEqual(['down']);
});

test('the first of several keys may close it: the others are not delivered', () => {
	input.close();
	input = openKeyInput({
		stdin: stdin as unknown as typeof process.stdin,
		onKey(key) {
			keys.push(key.name);
			input.close();
		},
		onEnd: () => undefined,
	});
	stdin.emit('data', Buffer.from('\u0003\u0003'));
	expect(keys).toEqual(['ctrl-c']);
});

test('the end of the input and its failure are told of', () => {
	stdin.emit('end');
	stdin.emit('error', new Error('EIO'));
	expect(ends).toBe(2);
	input.close();
	// A failure after the end would end the process if nobody listened.
	stdin.emit('error', new Error('EIO'));
});
