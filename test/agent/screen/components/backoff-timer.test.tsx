import {expect, test} from 'vitest';
import {BackoffTimer} from '../../../../source/agent/screen/components/backoff-timer.js';
import {active, at, later, master, play, reconnecting, sceneOf} from '../../../stories/agent-scenes.js';
import {drawLines} from '../../../stories/draw-rows.js';

const draw = (scene = sceneOf(reconnecting()), columns = 80) =>
	drawLines(<BackoffTimer scene={scene} isNarrow={columns < 80} />, {columns, rows: 2});

test('when the next attempt comes, as a number, a clock time and a bar, and what comes then', () => {
	expect(draw()).toEqual([
		' Next try     in 33 s, at 03:14:24   █████████░░░░░░░░░░░             attempt 5 ',
		' Then         every 60 s, for ever                                  r tries now ',
	]);
});

test('the bar fills as the wait goes by', () => {
	const filled = (ms: number) =>
		[...(draw(sceneOf(reconnecting(), {now: later(ms)}))[0] ?? '')].filter((cell) => cell === '█');
	expect(filled(0)).toHaveLength(9);
	expect(filled(15_000)).toHaveLength(14);
	expect(filled(33_000)).toHaveLength(20);
});

test('without motion there is neither a bar nor a countdown', () => {
	expect(draw(sceneOf(reconnecting(), {isMotionless: true}))[0]).toBe(
		` Next try     at 03:14:24${'attempt 5 '.padStart(55)}`,
	);
});

test('an attempt that runs has the time until it is given up', () => {
	const trying = play(reconnecting(), [{type: 'connecting', at: at(3, 13, 50), master, attempt: 5}]);
	expect(draw(sceneOf(trying))).toEqual([
		' Trying       for 1 s                ██░░░░░░░░░░░░░░░░░░             attempt 5 ',
		` Then         it gives up this attempt after 10 s`.padEnd(80),
	]);
});

test('in a session it is the next heartbeat, and the streak', () => {
	expect(draw(sceneOf(active()))).toEqual([
		' Heartbeat    in 2 s, at 03:13:53    ████████░░░░░░░░░░░░             every 5 s ',
		' Streak       1,610 in a row                                   best ever 48,210 ',
	]);
});

test('in a narrow window it says the same in few words', () => {
	expect(draw(sceneOf(reconnecting()), 40)).toEqual([
		' Next  in 33 s, at 03:14:24   attempt 5 ',
		' Then  every 60 s, for ever             ',
	]);
});
