import {isUnspecifiedHost, parseAddress} from '../../base/address.js';
import {formatNumber} from '../../base/formats.js';
import type {Row} from '../../terminal/rows/row.js';
import {wrapText} from '../../terminal/rows/wrap-text.js';
import {drawNextTry, drawReason} from './draw-reach.js';
import type {Picture} from './scene.js';
import type {ScreenSetting} from './screen-facts.js';

/** What stands in place of the list where no agent is in it. At most `rows` rows. */
export function drawEmptyList({view, model, facts, moment, size}: Picture, rows: number): readonly Row[] {
	const reach = model.reach();
	const total = model.agents().size;
	const text = (words: string, indent = 1) => wrapped(words, size.columns, indent);
	if (total > 0) {
		// Without a filter the list is about to be sorted.
		return view.filter.text === ''
			? []
			: text(`Nothing matches "${view.filter.text}". ${formatNumber(total)} hidden. esc shows all.`).slice(0, rows);
	}

	if (reach.type === 'none') {
		const next = drawNextTry(reach, moment, facts.isMotionless);
		const start = facts.isLoopback ? 'Start one with  sloth-master  or name another' : 'Name another';
		return spaced(
			[
				reach.reason === undefined ? text('Connecting.') : drawReason(reach, size.columns, rows),
				next === undefined ? [] : [next],
				// The demo names its own key.
				facts.isDemo === true ? [] : text(`${start} with  --master HOST:PORT`),
			],
			rows,
		);
	}

	if (!model.isKnown()) {
		return text('Reading the list of agents.').slice(0, rows);
	}

	return spaced(
		[
			text(`No agent has registered yet. To start one${facts.isInProcess ? ' on this machine' : ''}:`),
			text(`sloth-agent --master ${facts.localAddress}`, 3).map((row) => row.map((one) => ({...one, style: 'accent'}))),
			facts.isInProcess ? text(wordsForOthers(facts)) : [],
		],
		rows,
	);
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

/** A text of as many rows as it needs. A command that is indented may reach the edge. */
function wrapped(words: string, width: number, indent: number): readonly Row[] {
	const room = Math.max(1, width - indent - (indent > 1 ? 0 : 1));
	return wrapText(words, room).map((line): Row => [{text: ' '.repeat(indent) + line}]);
}

/** Paragraphs with a blank row above each, where there is room for all of that. */
function spaced(paragraphs: ReadonlyArray<readonly Row[]>, rows: number): readonly Row[] {
	const told = paragraphs.filter(({length}) => length > 0);
	const roomy = told.flatMap((one): readonly Row[] => [[], ...one]);
	return (roomy.length <= rows ? roomy : told.flat()).slice(0, rows);
}
