import {expect, test} from 'vitest';
import {Bar} from '../../../source/terminal/components/bar.js';
import {Ends, Line} from '../../../source/terminal/components/line.js';
import {Name} from '../../../source/terminal/components/name.js';
import {Noticed} from '../../../source/terminal/components/notice.js';
import {Question} from '../../../source/terminal/components/question.js';
import {Scrolled} from '../../../source/terminal/components/scrolled.js';
import {Strip} from '../../../source/terminal/components/strip.js';
import {TextFieldLine} from '../../../source/terminal/components/text-field-line.js';
import {TooSmall} from '../../../source/terminal/components/too-small.js';
import {drawLines, drawRows} from '../../stories/draw-rows.js';

test('a name gives way in its middle', () => {
	const line = (
		<Line>
			<Name text="web-eu-1.example" style="bold" />
		</Line>
	);
	expect(drawLines(line, {columns: 20, rows: 1})).toEqual(['web-eu-1.example    ']);
	expect(drawLines(line, {columns: 9, rows: 1})).toEqual(['web-…mple']);
});

test('a window that is too small has the state, and what it takes in whole words', () => {
	const draw = (columns: number) =>
		drawLines(<TooSmall state={[{text: '● ACTIVE 2h 14m'}]} />, {columns, rows: 1})[0]?.trimEnd();
	expect(draw(42)).toBe('● ACTIVE 2h 14m  too small: 40x10 at least');
	expect(draw(41)).toBe('● ACTIVE 2h 14m  too small: 40x10');
	expect(draw(26)).toBe('● ACTIVE 2h 14m  too small');
	expect(draw(16)).toBe('● ACTIVE 2h 14m');
	expect(draw(15)).toBe('● ACTIVE 2h 14m');
	expect(draw(8)).toBe('● ACTIV…');
});

test('a text field has the room between its label and its keys', () => {
	const line = (
		<TextFieldLine label={{text: ' / '}} field={{text: 'a long text', cursor: 11}} right={[{text: ' esc '}]} />
	);
	expect(drawLines(line, {columns: 24, rows: 1})).toEqual([' / a long text      esc ']);
	expect(drawLines(line, {columns: 14, rows: 1})).toEqual([' /  text  esc ']);
	const [row = []] = drawRows(line, {columns: 24, rows: 1});
	expect(row).toContainEqual({text: ' ', style: 'inverse'});
});

test('a bar and a strip have their width', () => {
	const line = (
		<Line>
			<Bar share={0.5} width={6} />
			<Strip fromMs={0} toMs={100} running={[{fromMs: 0, toMs: 100}]} failing={[]} outages={[{fromMs: 0, toMs: 1}]} />
		</Line>
	);
	expect(drawLines(line, {columns: 10, rows: 1})).toEqual(['███░░░×───']);
});

test('a question is broken between words', () => {
	expect(
		drawLines(<Question text="Stop this agent? y/N" columns={14} most={2} />, {columns: 14, rows: 2}).map((line) =>
			line.trimEnd(),
		),
	).toEqual([' Stop this', ' agent? y/N']);
});

test('what was just said stands above the keys; what has no room in it is an ellipsis', () => {
	const size = {columns: 16, rows: 6};
	const draw = (notice: string) =>
		drawLines(
			<Noticed notice={notice} size={size}>
				<Ends left={[{text: 'under'}]} />
			</Noticed>,
			size,
		).map((line) => line.trimEnd());
	expect(draw('Copied.')).toEqual(['under', '', '', '', '   Copied.', '']);
	expect(draw('one two three four five six seven eightish nine')).toEqual([
		'under',
		'   one two',
		'   three four',
		'   five six',
		'   seven eighti…',
		'',
	]);
});

test('a text scrolls under its title, rows and components alike', () => {
	const lines = [
		[{text: 'one'}],
		<Ends key="two" left={[{text: 'two'}]} right={[{text: '2'}]} />,
		[],
		[{text: 'four'}],
	];
	const draw = (top: number, rows: number) =>
		drawLines(<Scrolled title={<Ends left={[{text: 'title'}]} />} lines={lines} top={top} rows={rows} />, {
			columns: 24,
			rows: 5,
		}).map((line) => line.trimEnd());
	expect(draw(0, 5)).toEqual(['title', 'one', 'two                    2', '', 'four']);
	expect(draw(0, 4)).toEqual(['title', 'one', 'two                    2', ' … 2 more: ▴▾ moves.', '']);
	expect(draw(99, 4)).toEqual(['title', 'two                    2', '', 'four', '']);
	expect(draw(0, 1)).toEqual(['title', '', '', '', '']);
});
