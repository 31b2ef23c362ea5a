import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import type {Row} from '../../../terminal/rows/row.js';
import type {Scene} from '../state/scene.js';

/** The row above the keys: in the demo what to press first, until it was pressed. */
export function DemoFoot({scene: {mode, ui}}: {readonly scene: Scene}) {
	return <Line>{mode === 'demo' && !ui.hasKilled && <Leaf row={hint} grows />}</Line>;
}

function hint(width: number): Row {
	const whole = '   Demo, times ten times shorter. Press K: it kills the master.';
	return [{text: whole.length <= width ? whole : '   Demo. Press K: it kills the master.', style: 'accent'}];
}
