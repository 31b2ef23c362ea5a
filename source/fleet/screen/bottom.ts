import {formatCounted} from '../../base/formats.js';
import {type TextField, textFieldSegments} from '../../terminal/keys/text-field.js';
import {keyLineEnds} from '../../terminal/rows/key-line.js';
import {fitRow, type Row, spread, truncateMiddle} from '../../terminal/rows/row.js';
import {wideColumns} from '../../terminal/rows/screen-sizes.js';
import {wrapText} from '../../terminal/rows/wrap-text.js';
import type {FleetModel} from '../model/fleet-model.js';
import {type KeyConditions, lineKeys} from './keys.js';
import type {Prompt, View} from './screen-state.js';

/** A question takes at most so many rows. */
const mostRows = 4;

/** The last rows of the screen: the keys, the answer to one, or a question. */
export function drawBottom(
	view: View,
	model: FleetModel,
	facts: KeyConditions,
	now: number,
	width: number,
): readonly Row[] {
	if (view.prompt !== undefined) {
		return drawPrompt(view.prompt, model, width);
	}

	const notice =
		view.notice !== undefined && now < view.notice.untilMs
			? lines(view.notice.text, width, 2).map((text): Row => [{text: ` ${text}`, style: 'warning'}])
			: [];
	if (view.isFiltering) {
		return [...notice, drawFilter(view.filter, width)];
	}

	if (notice.length > 0) {
		return notice;
	}

	const {left, right} = lineKeys(view.page.type, facts);
	const ends = keyLineEnds(left, right, width);
	return [spread(ends.left, ends.right, width)];
}

/** The filter while it is typed. Every printable key is text: only what ends it is named. */
function drawFilter(filter: TextField, width: number): Row {
	const label = ' / ';
	const keys = width < wideColumns ? ' enter keeps, esc all ' : ' enter keeps it, esc shows all ';
	const field = textFieldSegments(filter, Math.max(1, width - label.length - keys.length));
	return spread([{text: label, style: 'accent-bold'}, ...field], [{text: keys, style: 'dim'}], width);
}

function drawPrompt(prompt: Prompt, model: FleetModel, width: number): readonly Row[] {
	if (prompt.type === 'remove') {
		const name = truncateMiddle(prompt.name, width - 20);
		const label = ' Type its name: ';
		return [
			...ask(`Remove ${name}? This master forgets it, and what is known of it. esc keeps it.`, width, mostRows - 1),
			fitRow([{text: label}, ...textFieldSegments(prompt.field, Math.max(1, width - label.length - 1))], width),
		];
	}

	return ask(`${questionOf(prompt, model, width)} y/N`, width, mostRows);
}

function questionOf(prompt: Exclude<Prompt, {type: 'remove'}>, model: FleetModel, width: number): string {
	if (prompt.type === 'stop') {
		const agent = model.agents().get(prompt.name);
		const name = truncateMiddle(prompt.name, width - 20);
		return agent?.speaksExtensions === false
			? `Stop ${name}? A Go peer: it exits; only someone on that machine can start it again.`
			: `Stop ${name}? It unregisters and exits; only someone on that machine can start it again.`;
	}

	const {active, late} = model.counts();
	const connected = active + late;
	return connected === 0
		? 'Stop this master? No agent is connected.'
		: `Stop this master? ${formatCounted(connected, 'agent')} ${connected === 1 ? 'loses' : 'lose'} it until it is back.`;
}

function ask(text: string, width: number, most: number): readonly Row[] {
	return lines(text, width, most).map((line): Row => [{text: ` ${line}`, style: 'bold'}]);
}

function lines(text: string, width: number, most: number): readonly string[] {
	return wrapText(text, Math.max(1, width - 2), most);
}
