import {afterEach, expect, test} from 'vitest';
import {captureWrites} from '../../../source/terminal/paint/captured-writes.js';

let restore: () => void = () => undefined;

afterEach(() => {
	restore();
});

test('what is written goes to the log line by line, made safe', async () => {
	const lines: string[] = [];
	restore = captureWrites((message) => lines.push(message));
	process.stdout.write('one\ntwo\r\n');
	process.stderr.write(Buffer.from('\u001B[31mthree\u001B[0m\n\n'));
	const called = new Promise<unknown>((resolve) => {
		process.stdout.write('four', 'utf8', resolve);
	});
	await called;
	expect(lines).toEqual(['one', 'two', '[31mthree [0m', 'four']);
});

test("Node's warnings go to the log only", async () => {
	const lines: string[] = [];
	restore = captureWrites((message) => lines.push(message));
	process.emitWarning('too many listeners', 'MaxListenersExceededWarning');
	await new Promise((resolve) => {
		setImmediate(resolve);
	});
	expect(lines).toEqual(['MaxListenersExceededWarning: too many listeners']);
});

test('a log that writes there itself, or fails, does no harm', () => {
	let calls = 0;
	restore = captureWrites((message) => {
		calls++;
		process.stderr.write(`log: ${message}`);
		throw new Error('the log is broken');
	});
	process.stdout.write('one');
	process.stdout.write('two');
	expect(calls).toBe(2);
});

test('all is as before after the end', () => {
	const before = [process.stdout.write, process.stderr.write, ...process.listeners('warning')];
	captureWrites(() => undefined)();
	expect([process.stdout.write, process.stderr.write, ...process.listeners('warning')]).toEqual(before);
});
