import {formatNumber} from '../../terminal/formats.js';
import type {Row} from '../../terminal/row.js';
import {wrapText} from '../../terminal/wrap-text.js';
import type {ScreenFacts} from './facts.js';
import type {FleetModel} from './fleet-model.js';
import type {View} from './view.js';

/** What stands in place of the list where it is empty. Undefined where it is not. At most `rows` rows. */
export function drawEmptyList(
	model: FleetModel,
	view: View,
	facts: ScreenFacts,
	{width, rows}: {readonly width: number; readonly rows: number},
): readonly Row[] | undefined {
	if (view.order.names.length > 0) {
		return undefined;
	}

	const text = (words: string): Row[] =>
		wrapText(words, Math.max(1, width - 2), rows).map((line): Row => [{text: ` ${line}`}]);
	const contact = model.contact();
	const total = model.agents().size;
	if (total > 0) {
		const hidden = formatNumber(total);
		return view.filter.text === ''
			? []
			: text(`Nothing matches "${view.filter.text}". ${hidden} hidden. esc shows all.`).slice(0, rows);
	}

	if (contact.type === 'none') {
		return [
			...text(contact.reason ?? 'Connecting.'),
			...text('Start one with  sloth-master  or name another with  --master HOST:PORT'),
		].slice(0, rows);
	}

	if (!model.isKnown()) {
		return text('Reading the list of agents.').slice(0, rows);
	}

	const command: Row = [{text: `   sloth-agent --master ${facts.localAddress}`, style: 'accent'}];
	const isRoomy = rows >= 7;
	return [
		...(isRoomy ? [[]] : []),
		...text(
			facts.isInProcess
				? 'No agent has registered yet. To start one on this machine:'
				: 'No agent has registered yet. To start one:',
		),
		...(isRoomy ? [[]] : []),
		command,
		...(isRoomy ? [[]] : []),
		...(facts.isLoopback
			? text('127.0.0.1 is loopback: no other machine reaches this master. For others start it with --host 0.0.0.0')
			: text('On another machine: the same, with an address of this one.')),
	].slice(0, rows);
}
