import {joinCells, type Row, type Style} from '../../../terminal/rows/row.js';
import type {ConnectionState} from '../../connection/connection-state.js';
import {type PassedState, passedShownMs} from '../../story/agent-model.js';

type StateType = ConnectionState['type'];

/** The states that the diagram has. `stopped`, which every state leads to, stands in the state line only. */
export type DiagramState = Exclude<StateType, 'stopped'>;

type Stroke = {readonly row: number; readonly column: number; readonly text: string};

/** A transition, and where it is drawn. */
export type DiagramEdge = {
	readonly from: DiagramState;
	readonly to: DiagramState;
	readonly strokes: readonly Stroke[];
};

type Node = {
	readonly row: number;
	/** Where the name begins. One cell before and after it belongs to it as well. */
	readonly column: number;
	readonly label: string;
};

export type Diagram = {
	readonly nodes: Readonly<Record<DiagramState, Node>>;
	readonly edges: readonly DiagramEdge[];
	readonly width: number;
	readonly height: number;
	readonly isBoxed: boolean;
};

/** Three rows, for 80 columns. */
export const lineDiagram: Diagram = {
	nodes: {
		start: {row: 0, column: 2, label: 'Start'},
		connecting: {row: 0, column: 17, label: 'Connecting'},
		registered: {row: 0, column: 37, label: 'Registered'},
		active: {row: 0, column: 57, label: 'Active'},
		'connection-lost': {row: 2, column: 35, label: 'ConnectionLost'},
		reconnecting: {row: 2, column: 16, label: 'Reconnecting'},
	},
	edges: [
		{from: 'start', to: 'connecting', strokes: [{row: 0, column: 8, text: '───────▸'}]},
		{from: 'connecting', to: 'registered', strokes: [{row: 0, column: 28, text: '───────▸'}]},
		{from: 'registered', to: 'active', strokes: [{row: 0, column: 49, text: '──────▸'}]},
		{from: 'active', to: 'registered', strokes: [{row: 0, column: 48, text: '◂──────'}]},
		{from: 'reconnecting', to: 'connecting', strokes: [{row: 1, column: 20, text: '▴'}]},
		{from: 'connecting', to: 'reconnecting', strokes: [{row: 1, column: 23, text: '▾'}]},
		{from: 'registered', to: 'connection-lost', strokes: [{row: 1, column: 42, text: '▾'}]},
		{
			from: 'active',
			to: 'connection-lost',
			strokes: [
				{row: 1, column: 60, text: '│'},
				{row: 2, column: 50, text: '◂─────────┘'},
			],
		},
		{from: 'connection-lost', to: 'reconnecting', strokes: [{row: 2, column: 29, text: '◂────'}]},
	],
	width: 66,
	height: 3,
	isBoxed: false,
};

/** Seven rows with boxes, for 110 columns and more. */
export const boxedDiagram: Diagram = {
	nodes: {
		start: {row: 1, column: 3, label: 'Start'},
		connecting: {row: 1, column: 17, label: 'Connecting'},
		registered: {row: 1, column: 37, label: 'Registered'},
		active: {row: 1, column: 57, label: 'Active'},
		'connection-lost': {row: 5, column: 35, label: 'ConnectionLost'},
		reconnecting: {row: 5, column: 16, label: 'Reconnecting'},
	},
	edges: [
		{from: 'start', to: 'connecting', strokes: [{row: 1, column: 10, text: '────▸'}]},
		{from: 'connecting', to: 'registered', strokes: [{row: 1, column: 29, text: '─────▸'}]},
		{from: 'registered', to: 'active', strokes: [{row: 1, column: 50, text: '────▸'}]},
		{from: 'active', to: 'registered', strokes: [{row: 1, column: 49, text: '◂────'}]},
		{from: 'reconnecting', to: 'connecting', strokes: [{row: 3, column: 20, text: '▴'}]},
		{from: 'connecting', to: 'reconnecting', strokes: [{row: 3, column: 23, text: '▾'}]},
		{from: 'registered', to: 'connection-lost', strokes: [{row: 3, column: 42, text: '▾'}]},
		{
			from: 'active',
			to: 'connection-lost',
			strokes: [
				{row: 3, column: 60, text: '│'},
				{row: 4, column: 60, text: '│'},
				{row: 5, column: 51, text: '◂────────┘'},
			],
		},
		{from: 'connection-lost', to: 'reconnecting', strokes: [{row: 5, column: 30, text: '◂──'}]},
	],
	width: 66,
	height: 7,
	isBoxed: true,
};

type Cell = {glyph: string; style: Style};

/** The rows of the diagram: the live state in brackets or in a heavy box, those that were passed just now underlined. */
export function diagramRows(
	{nodes, edges, width, height, isBoxed}: Diagram,
	live: {readonly type: StateType; readonly style: Style},
	passed: readonly PassedState[],
	monotonicMs: number,
): Row[] {
	const canvas = Array.from({length: height}, () =>
		Array.from({length: width}, (): Cell => ({glyph: ' ', style: 'plain'})),
	);
	const put = (row: number, column: number, text: string, style: Style) => {
		for (const [offset, glyph] of [...text].entries()) {
			const cell = canvas[row]?.[column + offset];
			if (cell !== undefined) {
				cell.glyph = glyph;
				cell.style = style;
			}
		}
	};

	for (const {row, column, text} of edges.flatMap(({strokes}) => strokes)) {
		put(row, column, text, 'dim');
	}

	const recent = new Set(passed.filter(({at}) => monotonicMs - at < passedShownMs).map(({type}) => type));
	for (const [type, {row, column, label}] of Object.entries(nodes)) {
		const isLive = type === live.type;
		const style = isLive ? live.style : recent.has(type as StateType) ? 'underline' : 'plain';
		if (isBoxed) {
			const [corners, across, down] = isLive ? ['┏┓┗┛', '━', '┃'] : ['┌┐└┘', '─', '│'];
			const [topLeft = '', topRight = '', bottomLeft = '', bottomRight = ''] = corners;
			const edge = across.repeat(label.length + 2);
			const boxStyle = isLive ? live.style : 'dim';
			put(row - 1, column - 2, topLeft + edge + topRight, boxStyle);
			put(row, column - 2, down, boxStyle);
			put(row, column + label.length + 1, down, boxStyle);
			put(row + 1, column - 2, bottomLeft + edge + bottomRight, boxStyle);
			put(row, column, isLive ? label.toUpperCase() : label, style);
		} else if (isLive) {
			put(row, column - 1, `[${label.toUpperCase()}]`, style);
		} else {
			put(row, column, label, style);
		}
	}

	return canvas.map((cells) => joinCells(cells));
}

/** Where the agent is on its way, in one row of 40 columns. */
export function breadcrumbRow(state: ConnectionState, liveStyle: Style): Row {
	const [before, live, after] = breadcrumb(state);
	return [
		{text: before, style: 'dim'},
		{text: live, style: liveStyle},
		{text: after, style: 'dim'},
	];
}

function breadcrumb(state: ConnectionState): readonly [before: string, live: string, after: string] {
	switch (state.type) {
		case 'start':
			return [' ', '[START]', '▸ Connecting ▸ Registered'];
		case 'connecting':
			return state.outage.wasConnected
				? [' Reconnecting ⇄', '[CONNECTING]', '▸ Reg.']
				: [' Start ▸', '[CONNECTING]', '▸ Registered'];
		case 'registered':
			return [' Connecting ▸', '[REGISTERED]', '⇄ Active'];
		case 'active':
			return [' Registered ⇄', '[ACTIVE]', '▸ Lost ▸ Reconn.'];
		case 'connection-lost':
			return [' Active ▸', '[LOST]', '▸ Reconnecting'];
		case 'reconnecting':
			return state.outage.wasConnected
				? [' Lost ▸', '[RECONNECTING]', '⇄ Connecting ▸ Reg.']
				: [' Start ▸ Connecting ⇄', '[RECONNECTING]', ''];
		default:
			return [' ', state.reason.type === 'refused' ? '[REFUSED]' : '[STOPPED]', ''];
	}
}
