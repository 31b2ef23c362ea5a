import {isUnspecifiedHost, parseAddress} from '../../../base/address.js';
import {formatNumber} from '../../../base/formats.js';
import type {Row, Style} from '../../../terminal/rows/row.js';
import {wrapText} from '../../../terminal/rows/wrap-text.js';
import type {Scene} from '../state/scene.js';
import type {ScreenSetting} from '../state/screen-setting.js';
import {nextTryRow, reasonRows} from './reach-words.js';

/** Paragraphs, and whether a blank row stands above each. */
export type EmptyListWords = {
	readonly isRoomy: boolean;
	readonly paragraphs: ReadonlyArray<readonly Row[]>;
};

/** What is said where no agent is in the list, in `rows` rows where it can. */
export function emptyListWords(scene: Scene, columns: number, rows: number): EmptyListWords {
	const {ui, model, setting} = scene;
	const total = model.agents().size;
	if (total > 0) {
		const hidden = `Nothing matches "${ui.filter.text}". ${formatNumber(total)} hidden. esc shows all.`;
		// Without a filter the list is about to be sorted.
		return {isRoomy: false, paragraphs: ui.filter.text === '' ? [] : [wrapped(hidden, columns)]};
	}

	if (model.reach().type === 'none') {
		return spaced(noContactParagraphs(scene, columns, rows), rows);
	}

	if (!model.isKnown()) {
		return {isRoomy: false, paragraphs: [wrapped('Reading the list of agents.', columns)]};
	}

	return spaced(
		[
			wrapped(`No agent has registered yet. To start one${setting.isInProcess ? ' on this machine' : ''}:`, columns),
			command(`sloth-agent --master ${setting.localAddress}`, columns),
			setting.isInProcess ? wrapped(wordsForOthers(setting), columns) : [],
		],
		rows,
	);
}

function noContactParagraphs(scene: Scene, columns: number, rows: number): ReadonlyArray<readonly Row[]> {
	const reason = reasonRows(scene.model.reach(), columns, rows);
	const next = nextTryRow(scene);
	const start = scene.setting.isLoopback ? 'Start one with  sloth-master  or name another' : 'Name another';
	return [
		reason.length === 0 ? wrapped('Connecting.', columns) : reason,
		next === undefined ? [] : [next],
		// The demo names its own key.
		scene.setting.isDemo === true ? [] : wrapped(`${start} with  --master HOST:PORT`, columns),
	];
}

/** How another machine reaches this master. Whoever watches from elsewhere is not told: it is known only here. */
function wordsForOthers({address, isLoopback}: ScreenSetting): string {
	const host = parseAddress(address, 0)?.host ?? '';
	if (isLoopback) {
		const all = host.includes(':') ? '::' : '0.0.0.0';
		return `${host} is loopback: no other machine reaches this master. For others start it with --host ${all}`;
	}

	return `On another machine: the same${isUnspecifiedHost(host) ? ', with an address of this one' : ''}.`;
}

/** A text of as many rows as it needs. */
function wrapped(words: string, columns: number): readonly Row[] {
	return rowsOf(words, columns - 2, ' ', 'plain');
}

/** A command to copy: it is indented, and may reach the edge. */
function command(words: string, columns: number): readonly Row[] {
	return rowsOf(words, columns - 3, '   ', 'accent');
}

function rowsOf(words: string, width: number, indent: string, style: Style): readonly Row[] {
	return wrapText(words, Math.max(1, width)).map((line): Row => [{text: indent + line, style}]);
}

/** With a blank row above each paragraph, where there is room for all of that. */
function spaced(paragraphs: ReadonlyArray<readonly Row[]>, rows: number): EmptyListWords {
	const told = paragraphs.filter(({length}) => length > 0);
	return {isRoomy: told.length + told.flat().length <= rows, paragraphs: told};
}
