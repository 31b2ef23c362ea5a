import fc from 'fast-check';
import {expect, test} from 'vitest';
import {AgentScreen} from '../../../source/agent/screen/agent-screen.js';
import {initialScreenState, type Page, type ScreenState} from '../../../source/agent/screen/state/screen-state.js';
import {type AgentModel, foldLogLine} from '../../../source/agent/story/agent-model.js';
import type {Failure} from '../../../source/protocol/failures/failure.js';
import {widthOf, widthOfRow} from '../../../source/terminal/rows/row.js';
import {
	at,
	connect,
	drawScene,
	failAttempts,
	hourMs,
	later,
	lose,
	modelOf,
	now,
	play,
	refusedAt,
	sceneOf,
	silent,
} from '../../stories/agent-scenes.js';
import {drawFrame} from '../../stories/draw-rows.js';

const hostile = fc.oneof(
	fc.constantFrom(
		'日本語のエージェント名前'.repeat(5),
		'e\u0301\u0323'.repeat(60),
		'\u001B[31mred\u001B[0m\r\n\u0007',
		'x'.repeat(300),
		'👩‍👩‍👧‍👦 family',
		'\u202Eevil\u2066',
		'',
	),
	fc.string({unit: 'binary', maxLength: 300}),
	fc.string({unit: 'grapheme', maxLength: 300}),
);

const active = () => play(modelOf(), connect(at(3, 10, 0), 30, at(3, 13, 49)));
const lost = () => play(active(), lose(at(3, 13, 51), silent));

const reconnecting = () => play(lost(), failAttempts(1, at(3, 13, 41), refusedAt()));

const states: Readonly<Record<string, () => AgentModel>> = {
	start: () => modelOf(),
	connecting: () => play(modelOf(), connect(at(3, 13, 40), 0, 0).slice(0, 1)),
	registered: () => play(modelOf(), connect(at(3, 13, 40), 0, 0)),
	active,
	failing: () => play(active(), lose(at(3, 13, 52), silent).slice(0, 2)),
	lost,
	reconnecting,
	stopped: () => play(active(), [{type: 'stopped', at: at(3, 13, 50), reason: {type: 'asked', by: 'a test'}}]),
	refused: () =>
		play(modelOf(), [
			{type: 'stopped', at: at(3, 13, 50), reason: {type: 'refused', failure: {...silent, kind: 'refused'}}},
		]),
};

const pages: readonly Page[] = [
	{type: 'main'},
	{type: 'help', top: 0},
	{type: 'error', top: 3},
	{type: 'outages', selected: 1},
	{type: 'outage', selected: 0, top: 0},
	{type: 'outage', selected: 9, top: 900},
];

/** The same model, with a hostile text wherever one from outside can stand. */
function poison(model: AgentModel, text: string): AgentModel {
	const address = {host: text, port: 50_050};
	const failure: Failure = {kind: 'unreachable', code: text, address, dialled: address, said: text};
	const told = {code: text, message: text};
	const {state} = model;
	const poisoned = {
		...model,
		facts: {...model.facts, name: text, version: text, master: text, trust: text},
		state:
			state.type === 'reconnecting' || state.type === 'connection-lost'
				? {...state, reason: failure}
				: state.type === 'stopped'
					? {...state, reason: {type: 'asked', by: text} as const}
					: state,
		failedAttempts: {
			...model.failedAttempts,
			failed: model.failedAttempts.failed.map((attempt) => ({...attempt, reason: failure})),
		},
		history: {
			...model.history,
			outages: model.history.outages.map((outage, index) => ({...outage, reason: index === 0 ? failure : told})),
		},
	};
	return foldLogLine(poisoned, {wallMs: now.wallMs, level: 'warn', message: text});
}

test('no row is wider than the screen, and there are no more rows than it has, whatever is shown', () => {
	fc.assert(
		fc.property(
			fc.oneof(fc.integer({min: 20, max: 200}), fc.integer({min: 80, max: 120})),
			fc.oneof(fc.integer({min: 4, max: 80}), fc.integer({min: 10, max: 30})),
			fc.oneof(fc.constantFrom(...Object.values(states)), fc.constantFrom(lost, reconnecting)),
			fc.oneof(fc.constant<Page>({type: 'main'}), fc.constantFrom(...pages)),
			hostile,
			fc.record({
				isAsking: fc.boolean(),
				filter: fc.constantFrom('', 'x', '日本'),
				field: fc.option(fc.constant({text: 'abc', cursor: 1}), {nil: undefined}),
				notice: fc.option(fc.constantFrom('x'.repeat(250), 'Report written'), {nil: undefined}),
				mode: fc.constantFrom('run', 'watch', 'demo'),
				isMotionless: fc.boolean(),
				laterMs: fc.constantFrom(0, 26 * hourMs, 400 * 24 * hourMs),
				goneSinceWall: fc.option(fc.constant(now.wallMs), {nil: undefined, freq: 1}),
			}),
			(columns, rows, make, page, text, {mode, isMotionless, laterMs, goneSinceWall, ...more}) => {
				const ui: ScreenState = {...initialScreenState, page, ...more};
				const scene = sceneOf(poison(make(), text), {ui, mode, isMotionless, now: later(laterMs), goneSinceWall});
				const size = {columns, rows};
				const picture = drawFrame(<AgentScreen scene={scene} size={size} />, size);
				expect(picture.length).toBeLessThanOrEqual(rows);
				if (columns >= 40 && rows >= 10) {
					const last = picture.at(-1)?.map((segment) => segment.text);
					expect(last?.join('')).toMatch(/y\/N|esc shows all|q (?:quit|leave)/u);
				}

				for (const row of picture) {
					expect(widthOfRow(row)).toBeLessThanOrEqual(columns);
					const drawn = row.map((segment) => segment.text).join('');
					expect(drawn).not.toMatch(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u);
					expect(widthOf(drawn)).toBeLessThanOrEqual(columns);
				}
			},
		),
		{numRuns: 400},
	);
});

test.each(Object.entries(states))(
	'in the state %s the state, the reason, what is next and the keys stand at every size',
	(_name, make) => {
		const model = make();
		for (const columns of [40, 60, 79, 80, 109, 110, 160]) {
			for (const rows of [10, 11, 12, 16, 20, 23, 24, 36, 60]) {
				const lines = drawScene(sceneOf(model), {columns, rows}).map((row) => row.map(({text}) => text).join(''));
				expect(lines).toHaveLength(rows);
				const text = lines.join('\n');
				expect(text).toMatch(/[●▲×○] [A-Z]{5,}/u);
				expect(text).toMatch(/Next|Beat|Heartbeat|Try/u);
				expect(lines.at(-1)).toMatch(/q quit/u);
			}
		}
	},
);

test.each([
	[39, 24],
	[80, 9],
	[20, 4],
])('a screen of %i×%i is one line with the state', (columns, rows) => {
	const [first, ...others] = drawScene(sceneOf(lost()), {columns, rows});
	expect(first?.[0]?.text).toContain('× CONNECTION LOST');
	expect(
		others
			.flat()
			.map(({text}) => text.trim())
			.join(''),
	).toBe('');
});
