import {Ends} from '../../../terminal/components/line.js';
import {Rule} from '../../../terminal/components/rule.js';
import type {Scene} from '../state/scene.js';
import {shownLog} from '../words/log-lines.js';
import {LogRows} from './log-rows.js';

export type LogProps = {
	readonly scene: Scene;
	/** The room that it has, its title among it. */
	readonly rows: number;
};

/** The newest lines of the log. */
export function Log({scene, rows}: LogProps) {
	const {lines, notes, whenEmpty} = shownLog(scene, rows - 1);
	return (
		<>
			<Rule title={{text: 'Log', style: 'bold'}} right={notes} />
			<LogRows lines={lines} />
			{lines.length === 0 && <Ends left={[{text: ` ${whenEmpty}`, style: 'dim'}]} />}
		</>
	);
}
