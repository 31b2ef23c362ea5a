import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Rule, type RuleProps} from '../../../source/terminal/components/rule.js';
import {widthOf} from '../../../source/terminal/rows/row.js';
import {drawLines, drawRows} from '../../stories/draw-rows.js';

function lineOf(columns: number, props: RuleProps = {}): string {
	return drawLines(<Rule {...props} />, {columns, rows: 1}).join('\n');
}

describe('a rule', () => {
	test('names what follows and what there is of it', () => {
		expect(lineOf(80, {title: 'This outage', right: '4 attempts'})).toBe(
			` This outage ${'─'.repeat(53)} 4 attempts ──`,
		);
		expect(lineOf(10)).toBe('──────────');
		expect(lineOf(20, {title: 'Log'})).toBe(` Log ${'─'.repeat(15)}`);
	});

	test('keeps what there is of it whole, and cuts the title in its middle', () => {
		expect(lineOf(30, {title: 'a very long name of an agent', right: '! LATE'})).toBe(' a very lo…an agent  ! LATE ──');
	});

	test('keeps the look of its parts', () => {
		const parts = {title: {text: 'api', style: 'bold'}, right: {text: '! LATE', style: 'warning'}} as const;
		const [row = []] = drawRows(<Rule {...parts} />, {columns: 30, rows: 1});
		expect(row).toContainEqual(parts.title);
		expect(row).toContainEqual(parts.right);
	});

	test('has its width, whatever the title', () => {
		fc.assert(
			fc.property(fc.integer({min: 40, max: 200}), fc.string({maxLength: 300}), (columns, title) => {
				const line = lineOf(columns, {title: title.replaceAll(/\p{C}/gu, ''), right: '3 attempts'});
				expect(widthOf(line)).toBe(columns);
				expect(line).toMatch(/ 3 attempts ──$/u);
			}),
		);
	});
});
