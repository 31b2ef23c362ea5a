import {KeyLine} from '../../../terminal/components/key-line.js';
import {Question} from '../../../terminal/components/question.js';
import {TextFieldLine} from '../../../terminal/components/text-field-line.js';
import type {Scene} from '../state/scene.js';
import {keysNow} from '../words/hints.js';

/** The last row: the keys, or in their place a question, or the filter while it is typed. */
export function BottomLine({scene, columns}: {readonly scene: Scene; readonly columns: number}) {
	const {isAsking, field} = scene.ui;
	if (isAsking) {
		return <Question text="Stop this agent? It unregisters. y/N" columns={columns} most={1} />;
	}

	return field === undefined ? (
		<KeyLine {...keysNow(scene)} columns={columns} />
	) : (
		<TextFieldLine
			label={{text: ' / ', style: 'bold'}}
			field={field}
			right={[{text: ' enter keeps it, esc shows all ', style: 'dim'}]}
		/>
	);
}
