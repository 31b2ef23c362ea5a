import {assertNever} from '../../../base/assert-never.js';
import {formatCounted} from '../../../base/formats.js';
import {type Row, type Style, truncateMiddle} from '../../../terminal/rows/row.js';
import {wrapText} from '../../../terminal/rows/wrap-text.js';
import type {FleetModel} from '../../model/fleet-model.js';
import type {Scene} from '../state/scene.js';
import type {Prompt} from '../state/screen-state.js';

/** A question takes at most so many rows. */
const mostRows = 4;

/** What stands in the last rows of the screen. */
export type Bottom = {
	/** A question, or the answer to a key. */
	readonly said: readonly Row[];
	/** The row under it: a name to be typed, the filter, or the keys. */
	readonly last: 'name' | 'filter' | 'keys' | undefined;
};

/** The last rows of the screen: the keys, the answer to one, or a question. */
export function bottomOf({ui, model, moment}: Scene, columns: number): Bottom {
	const {prompt, notice} = ui;
	if (prompt !== undefined) {
		return prompt.type === 'remove'
			? {said: lines(questionOf(prompt, model, columns), columns, mostRows - 1, 'bold'), last: 'name'}
			: {said: lines(`${questionOf(prompt, model, columns)} y/N`, columns, mostRows, 'bold'), last: undefined};
	}

	const said =
		notice !== undefined && moment.monotonicMs < notice.untilMs ? lines(notice.text, columns, 2, 'warning') : [];
	return {said, last: ui.isFiltering ? 'filter' : said.length > 0 ? undefined : 'keys'};
}

/** How many rows that takes. */
export function bottomRows({said, last}: Bottom): number {
	return said.length + (last === undefined ? 0 : 1);
}

function questionOf(prompt: Prompt, model: FleetModel, columns: number): string {
	switch (prompt.type) {
		case 'remove':
			return `Remove ${truncateMiddle(prompt.name, columns - 20)}? This master forgets it, and what is known of it. esc keeps it.`;
		case 'stop': {
			const agent = model.agents().get(prompt.name);
			const name = truncateMiddle(prompt.name, columns - 20);
			return agent?.speaksExtensions === false
				? `Stop ${name}? A Go peer: it exits; only someone on that machine can start it again.`
				: `Stop ${name}? It unregisters and exits; only someone on that machine can start it again.`;
		}

		case 'quit': {
			const {active, late} = model.counts();
			const connected = active + late;
			return connected === 0
				? 'Stop this master? No agent is connected.'
				: `Stop this master? ${formatCounted(connected, 'agent')} ${connected === 1 ? 'loses' : 'lose'} it until it is back.`;
		}

		default:
			return assertNever(prompt);
	}
}

function lines(text: string, columns: number, most: number, style: Style): readonly Row[] {
	return wrapText(text, Math.max(1, columns - 2), most).map((line): Row => [{text: ` ${line}`, style}]);
}
