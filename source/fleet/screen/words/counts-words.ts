import {formatCounted, formatNumber, formatRoundTrip} from '../../../base/formats.js';
import type {Liveness} from '../../../protocol/liveness.js';
import {type Row, type Segment, widthOfRow} from '../../../terminal/rows/row.js';
import {glyphs} from '../../words/words.js';
import {isOutOfContact, type Scene} from '../state/scene.js';
import {statusSegments} from './status-segments.js';

const countedFirst = ['lost', 'late', 'awaited', 'active', 'stopped'] as const satisfies readonly Liveness[];

/** How many agents are how, the worst first, and at the right how many there are, in `columns` cells: with signs alone where there is little room. */
export function countsWords(scene: Scene, columns: number): {readonly left: Row; readonly right: Row} {
	const {model, roundTripMs} = scene;
	const counts = model.counts();
	const shown = countedFirst.filter((liveness) => counts[liveness] > 0 || liveness === 'active');
	const isLive = !isOutOfContact(scene);
	const sign = (liveness: Liveness): Segment => {
		const [glyph] = statusSegments(liveness);
		return isLive ? glyph : {text: glyph.text, style: 'dim'};
	};
	const words = shown.flatMap(
		(liveness, index): Row => [
			{text: index === 0 ? ' ' : '   '},
			sign(liveness),
			{text: `${formatNumber(counts[liveness])} ${liveness}`, style: isLive ? 'bold' : 'dim'},
		],
	);
	const short = shown.flatMap(
		(liveness): Row => [
			{text: ' '},
			{...sign(liveness), text: glyphs[liveness]},
			{text: formatNumber(counts[liveness]), style: isLive ? 'bold' : 'dim'},
		],
	);
	const all = formatCounted(model.agents().size, 'agent');
	const trip = roundTripMs === undefined ? '' : formatRoundTrip(roundTripMs);
	const ends = [trip === '' ? all : `${all}   round trip ${trip}`, trip === '' ? all : `${all}  ${trip}`, all, ''];
	for (const left of [words, short]) {
		for (const end of ends) {
			if (widthOfRow(left) + 2 + end.length <= columns) {
				return {left, right: [{text: end, style: isLive ? 'plain' : 'dim'}]};
			}
		}
	}

	return {left: short, right: []};
}
