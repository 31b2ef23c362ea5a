import {Ends} from '../../../terminal/components/line.js';
import {Rows} from '../../../terminal/components/rows.js';
import type {Scene} from '../state/scene.js';
import {boxedDiagram, breadcrumbRow, type Diagram, diagramRows, lineDiagram} from '../words/diagram.js';
import {liveStyle} from '../words/headline.js';

/** The ways in which the states are shown: with boxes, with lines, or in one row. */
export type DiagramForm = 'boxed' | 'lines' | 'breadcrumb';

const diagrams = {boxed: boxedDiagram, lines: lineDiagram} as const satisfies Record<string, Diagram>;

/** The states of the connection and the ways between them: the live one stands out, those just passed are underlined. */
export function ConnectionDiagram({scene, form}: {readonly scene: Scene; readonly form: DiagramForm}) {
	const {model, now} = scene;
	const live = {type: model.state.type, style: liveStyle(scene)};
	return form === 'breadcrumb' ? (
		<Ends left={breadcrumbRow(model.state, live.style)} />
	) : (
		<Rows rows={diagramRows(diagrams[form], live, model.passed, now.monotonicMs)} />
	);
}
