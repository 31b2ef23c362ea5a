import {KeyLine} from '../../../terminal/components/key-line.js';
import {Rows} from '../../../terminal/components/rows.js';
import {TextFieldLine} from '../../../terminal/components/text-field-line.js';
import {lineKeys} from '../state/keys.js';
import {keyConditionsOf, type Scene} from '../state/scene.js';
import type {Bottom} from '../words/bottom.js';
import {FilterField} from './filter-field.js';

export type BottomRowsProps = {
	readonly scene: Scene;
	readonly bottom: Bottom;
	readonly columns: number;
};

/** The last rows of the screen: the keys, the answer to one, or a question. */
export function BottomRows({scene, bottom: {said, last}, columns}: BottomRowsProps) {
	const {ui} = scene;
	return (
		<>
			<Rows rows={said} />
			{last === 'name' && ui.prompt?.type === 'remove' && (
				<TextFieldLine label={{text: ' Type its name: '}} field={ui.prompt.field} right={[{text: ' '}]} />
			)}
			{last === 'filter' && <FilterField field={ui.filter} columns={columns} />}
			{last === 'keys' && <KeyLine {...lineKeys(ui.page.type, keyConditionsOf(scene))} columns={columns} />}
		</>
	);
}
