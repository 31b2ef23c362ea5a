import {describe, expect, test, vi} from 'vitest';
import {createLog} from '../../source/observe/log.js';
import type {LogFormat, LogLevel} from '../../source/observe/log-level.js';

const now = () => Date.UTC(2026, 2, 1, 2, 12, 9, 123);

/** A sink in memory, which refuses lines while `isFull`. */
function memorySink() {
	const sink = {
		lines: [] as string[],
		isFull: false,
		closings: 0,
		write(line: string) {
			if (!sink.isFull) {
				sink.lines.push(line);
			}

			return !sink.isFull;
		},
		close() {
			sink.closings++;
		},
	};
	return sink;
}

function openLog(format: LogFormat, level: LogLevel = 'debug') {
	const sink = memorySink();
	return {sink, log: createLog({level, format, sink, now})};
}

describe('a line of text', () => {
	test('has the local time, the level in five columns, the words and the facts', () => {
		vi.stubEnv('TZ', 'Europe/Berlin');
		const {sink, log} = openLog('text');
		log.debug('Beat');
		log.info('Agent registered with master at 192.168.1.15:50050', {attempt: 3, delayMs: 4120.5, isFirst: false});
		log.warn('Heartbeat failed (1/3): no answer');
		log.error('Lost');
		vi.unstubAllEnvs();
		expect(sink.lines).toEqual([
			'2026-03-01T03:12:09.123+01:00 DEBUG Beat',
			'2026-03-01T03:12:09.123+01:00 INFO  Agent registered with master at 192.168.1.15:50050 attempt=3 delayMs=4120.5 isFirst=false',
			'2026-03-01T03:12:09.123+01:00 WARN  Heartbeat failed (1/3): no answer',
			'2026-03-01T03:12:09.123+01:00 ERROR Lost',
		]);
	});

	test('quotes a fact that could be read as several, and leaves out what is undefined', () => {
		const {sink, log} = openLog('text');
		log.info('x', {plain: 'a:b', blank: 'a b', quote: 'a"b', equals: 'a=b', empty: '', missing: undefined});
		expect(sink.lines[0]?.slice(30)).toBe(String.raw`INFO  x plain=a:b blank="a b" quote="a\"b" equals="a=b" empty=""`);
	});
});

describe('a line of JSON', () => {
	test('has the same facts, the time in UTC', () => {
		const {sink, log} = openLog('json');
		log.info('Agent registered', {attempt: 3, isFirst: false, missing: undefined});
		expect(JSON.parse(sink.lines[0] ?? '')).toEqual({
			time: '2026-03-01T02:12:09.123Z',
			level: 'info',
			message: 'Agent registered',
			attempt: 3,
			isFirst: false,
		});
	});

	test('has each key once, whatever the facts are called', () => {
		const {sink, log} = openLog('json');
		log.info('words', {message: 'm', level: 'l', time: 't', nothing: Number.NaN});
		expect(sink.lines[0]?.match(/"message":/gu)).toHaveLength(1);
		expect(JSON.parse(sink.lines[0] ?? '')).toMatchObject({
			message: 'words',
			level: 'info',
			message_: 'm',
			level_: 'l',
			time_: 't',
			nothing: 'NaN',
		});
	});
});

describe.each(['text', 'json'] as const)('a log in %s', (format) => {
	test('is one bounded line without control characters, whatever it is given', () => {
		const {sink, log} = openLog(format);
		log.info(`a\n\u001B[31mb\u202E${'x'.repeat(5000)}`, {fact: `c\r\nd\u0007${'y'.repeat(5000)}`});
		const [line = ''] = sink.lines;
		expect([...line].every((character) => character >= ' ' && character !== '\u202E' && character !== '\u007F')).toBe(
			true,
		);
		expect(line).not.toContain('\\u001b');
		expect(line.length).toBeLessThan(2200);
	});

	test('holds only what is of its level', () => {
		const {sink, log} = openLog(format, 'warn');
		log.debug('1');
		log.info('2');
		log.warn('three');
		log.error('four');
		expect(sink.lines.map((line) => /three|four/u.exec(line)?.[0])).toEqual(['three', 'four']);
	});

	test('tells how many lines were lost, where they are missing', () => {
		const {sink, log} = openLog(format);
		log.info('before');
		sink.isFull = true;
		log.info('lost');
		log.info('lost');
		sink.isFull = false;
		log.info('after');
		sink.isFull = true;
		log.info('lost');
		sink.isFull = false;
		log.info('again');
		expect(
			sink.lines.map((line) => /before|2 log lines were lost|after|1 log line was lost|again/u.exec(line)?.[0]),
		).toEqual(['before', '2 log lines were lost', 'after', '1 log line was lost', 'again']);
	});

	test('tells of losses also where it holds errors only', () => {
		const {sink, log} = openLog(format, 'error');
		sink.isFull = true;
		log.error('lost');
		sink.isFull = false;
		log.error('after');
		expect(sink.lines).toHaveLength(2);
		expect(sink.lines[0]).toContain('1 log line was lost');
	});

	test('closes its sink once and takes nothing afterwards', () => {
		const {sink, log} = openLog(format);
		log.close();
		log.close();
		log.error('too late');
		expect(sink.closings).toBe(1);
		expect(sink.lines).toEqual([]);
	});
});
