import {describe, expect, test} from 'vitest';
import {KeyLine} from '../../../source/terminal/components/key-line.js';
import type {KeyHint} from '../../../source/terminal/rows/key-hint.js';
import {drawLines} from '../../stories/draw-rows.js';

const hints: readonly KeyHint[] = [
	{label: 'r', does: 'retry now', short: 'retry', explains: 'Tries to reach the master at once.'},
	{label: 'e', does: 'full error', short: 'error', explains: 'Shows the whole error.'},
	{label: 'o', does: 'outages', explains: 'Lists the outages.'},
	{label: 'y', does: 'copy report', short: 'copy', explains: 'Writes a report of ten lines.'},
];
const right: readonly KeyHint[] = [
	{label: '?', does: 'help', explains: 'Shows this help.'},
	{label: 'q', does: 'quit', explains: 'Stops the agent, after asking.'},
];

function lineOf(columns: number): string {
	return drawLines(<KeyLine left={hints} right={right} columns={columns} />, {columns, rows: 1}).join('\n');
}

describe('the key line', () => {
	test('says all at 80 columns', () => {
		expect(lineOf(80)).toBe(' r retry now   e full error   o outages   y copy report         ? help   q quit ');
	});

	test('becomes short where there is little room, then leaves out from the end', () => {
		expect(lineOf(72)).toBe(' r retry now  e full error  o outages  y copy report     ? help  q quit ');
		expect(lineOf(60)).toBe(' r retry  e error  o outages  y copy         ? help  q quit ');
		expect(lineOf(40)).toBe(' r retry  e error  o outages  ?  q quit ');
		expect(lineOf(30)).toBe(' r retry  e error   ?  q quit ');
	});

	test('has its width at every width, and shows how to leave from 20 columns on', () => {
		for (let width = 0; width <= 200; width++) {
			const line = width === 0 ? '' : lineOf(width);
			expect(line).toHaveLength(width);
			if (width >= 20) {
				expect(line).toContain('q quit');
			}
		}
	});
});
