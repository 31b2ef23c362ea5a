import {describe, expect, test} from 'vitest';
import {systemLines, toSystemJson} from '../../source/operator/system-json.js';

const wallMs = Date.UTC(2024, 0, 2, 3, 4, 5);

function describeTold(systemInfoJson: string) {
	return toSystemJson({systemInfoJson, lastInfoCollected: wallMs / 1000 - 4}, wallMs);
}

describe('what an agent said of its machine', () => {
	test('is a value for scripts, and a line for each part of it for people', () => {
		const view = describeTold(
			'{"hostname":"web-1","memory":{"total":8},"disks":[{"mount":"/"}],"swap":null,"tags":[]}',
		);
		expect(view).toEqual({
			system: {hostname: 'web-1', memory: {total: 8}, disks: [{mount: '/'}], swap: null, tags: []},
			systemToldAt: '2024-01-02T03:04:01.000Z',
		});
		expect(systemLines(view, wallMs)).toEqual([
			'  System          told 4 s ago',
			'    hostname: web-1',
			'    memory.total: 8',
			'    disks.0.mount: /',
			'    swap: null',
		]);
	});

	test.each([
		['nothing', ''],
		['no JSON', 'cpus=4'],
		['too long', JSON.stringify('x'.repeat(300_000))],
	])('is null where it is %s', (_case, told) => {
		const view = describeTold(told);
		expect(view).toEqual({system: null, systemToldAt: null});
		expect(systemLines(view, wallMs)).toEqual([]);
	});

	test('draws nothing on a terminal by itself', () => {
		const view = describeTold(JSON.stringify({'\u001B[31mred': '\u001B]0;title\u0007\u202Eabc'}));
		expect(`${JSON.stringify(view)}${systemLines(view, wallMs).join('')}`).toMatch(/^[ -~]+$/u);
	});

	test('is cut for a person where it is long, which is said', () => {
		const view = describeTold(JSON.stringify(Array.from({length: 100}, (_, index) => index)));
		const lines = systemLines(view, wallMs);
		expect(lines).toHaveLength(42);
		expect(lines.at(-1)).toBe('    and 60 more, which --json prints');
	});

	test('is left out below the depth that people and scripts can read', () => {
		const view = describeTold('['.repeat(20_000) + ']'.repeat(20_000));
		expect(JSON.stringify(view.system)).toBe(`${'['.repeat(16)}"…"${']'.repeat(16)}`);
	});

	test('may be one word, and may have a time that nobody can read', () => {
		expect(systemLines(describeTold('"a machine"'), wallMs)).toEqual([
			'  System          told 4 s ago',
			'    a machine',
		]);
		const view = toSystemJson({systemInfoJson: '1', lastInfoCollected: Number.NaN}, wallMs);
		expect(view.systemToldAt).toBe('2024-01-02T03:04:05.000Z');
	});
});
