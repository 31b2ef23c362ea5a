import {describe, expect, test} from 'vitest';
import type {ConnectionEvent, ConnectionState} from '../../../../source/agent/connection/connection-state.js';
import {initialState, transition} from '../../../../source/agent/connection/connection-state.js';
import {boxedDiagram, type Diagram, diagramRows, lineDiagram} from '../../../../source/agent/screen/words/diagram.js';
import {widthOf} from '../../../../source/terminal/rows/row.js';
import {master, refusedAt} from '../../../stories/agent-scenes.js';

const reason = refusedAt();

/** One event of each type that can fit, whatever the session's number. */
function eventsFor(state: ConnectionState): readonly ConnectionEvent[] {
	const session = 'session' in state ? state.session.number : 0;
	const failures = 'failures' in state ? state.failures + 1 : 1;
	return [
		{type: 'connecting', at: 1, master, attempt: 1},
		{type: 'registered', at: 1, session: {number: session + 1, id: ''}, reportedAddress: '', replaces: session},
		{type: 'heartbeat-acknowledged', at: 1, session, roundTripMs: 1},
		{type: 'heartbeat-failed', at: 1, session, failures, threshold: 2, reason},
		{type: 'session-ended', at: 1, session, reason},
		{
			type: 'retry-scheduled',
			at: 1,
			master,
			attempt: 2,
			delayMs: 1,
			retryAt: 2,
			nextDelaysMs: [1],
			reason,
		},
		{type: 'stopped', at: 1, reason: {type: 'asked', by: 'test'}},
	];
}

/** Every change of state that `transition()` accepts, from all that can be reached; `stopped` is in no picture. */
function acceptedEdges(): ReadonlySet<string> {
	const edges = new Set<string>();
	const seen = new Set<string>();
	const waiting: ConnectionState[] = [initialState];
	for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
		for (const event of eventsFor(state)) {
			const next = transition(state, event);
			if (next === undefined) {
				continue;
			}

			if (next.type !== state.type && next.type !== 'stopped') {
				edges.add(`${state.type} → ${next.type}`);
			}

			const key = `${next.type} ${'failures' in next ? next.failures : ''}`;
			if (!seen.has(key)) {
				seen.add(key);
				waiting.push(next);
			}
		}
	}

	return edges;
}

const heads: Readonly<Record<string, readonly [row: number, column: number]>> = {
	'▸': [0, 1],
	'◂': [0, -1],
	'▴': [-1, 0],
	'▾': [1, 0],
};

/**
Reads a picture as a person does: from each arrow's head to the name that it points to, and from its tail along the line
to the name where it begins.
*/
function edgesInPicture(diagram: Diagram): ReadonlySet<string> {
	const lines = diagramRows(diagram, {type: 'stopped', style: 'plain'}, [], 0).map((row) => [
		...row.map(({text}) => text).join(''),
	]);
	const glyphAt = (row: number, column: number) => lines[row]?.[column] ?? ' ';
	const margin = diagram.isBoxed ? 1 : 0;
	const nodeAt = (row: number, column: number) =>
		Object.entries(diagram.nodes).find(
			([, node]) =>
				Math.abs(row - node.row) <= margin &&
				column >= node.column - 2 &&
				column <= node.column + node.label.length + 1,
		)?.[0];
	const edges = new Set<string>();
	for (const [row, line] of lines.entries()) {
		for (const [column, glyph] of line.entries()) {
			const head = heads[glyph];
			if (head === undefined) {
				continue;
			}

			const [down, right] = head;
			const target = nodeAt(row + down, column + right) ?? nodeAt(row + 2 * down, column + 2 * right);
			let [atRow, atColumn, stepDown, stepRight] = [row - down, column - right, -down, -right];
			while (/[─│┘]|[◂▸]/u.test(glyphAt(atRow, atColumn)) && nodeAt(atRow, atColumn) === undefined) {
				if (glyphAt(atRow, atColumn) === '┘') {
					[stepDown, stepRight] = [-1, 0];
				}

				atRow += stepDown;
				atColumn += stepRight;
			}

			const origin = nodeAt(atRow, atColumn) ?? nodeAt(atRow + stepDown, atColumn + stepRight);
			edges.add(`${origin} → ${target}`);
		}
	}

	return edges;
}

describe.each([
	['of lines', lineDiagram],
	['of boxes', boxedDiagram],
])('the diagram %s', (_name, diagram) => {
	test('has an arrow for each change of state that the machine accepts, and no other', () => {
		expect([...edgesInPicture(diagram)].sort()).toEqual([...acceptedEdges()].sort());
		expect(diagram.edges.map(({from, to}) => `${from} → ${to}`).sort()).toEqual([...acceptedEdges()].sort());
	});

	test('keeps every cell in its place, whichever state lives', () => {
		const types = [...Object.keys(diagram.nodes), 'stopped'] as ConnectionState['type'][];
		for (const type of types) {
			const rows = diagramRows(diagram, {type, style: 'accent-bold'}, [], 0);
			expect(rows).toHaveLength(diagram.height);
			for (const row of rows) {
				expect(widthOf(row.map(({text}) => text).join(''))).toBe(diagram.width);
			}
		}
	});

	test('underlines the states that were passed within two seconds', () => {
		const passed = [
			{type: 'registered', at: 1000},
			{type: 'connecting', at: 500},
		] as const;
		const underlined = (monotonicMs: number) =>
			diagramRows(diagram, {type: 'active', style: 'accent-bold'}, passed, monotonicMs)
				.flat()
				.filter(({style}) => style === 'underline')
				.map(({text}) => text);
		expect(underlined(1200)).toEqual(['Connecting', 'Registered']);
		expect(underlined(2600)).toEqual(['Registered']);
		expect(underlined(3000)).toEqual([]);
	});
});

test('the live state takes the place of its name cell for cell', () => {
	const text = (type: ConnectionState['type']) =>
		diagramRows(lineDiagram, {type, style: 'bold'}, [], 0).map((row) => row.map((segment) => segment.text).join(''));
	const calm = text('stopped');
	const live = text('active');
	expect(calm[0]?.slice(56, 64)).toBe(' Active ');
	expect(live[0]?.slice(56, 64)).toBe('[ACTIVE]');
	expect(live[0]?.slice(0, 56)).toBe(calm[0]?.slice(0, 56));
	expect(live.slice(1)).toEqual(calm.slice(1));
});
