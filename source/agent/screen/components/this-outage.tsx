import {formatCounted} from '../../../base/formats.js';
import {Rule} from '../../../terminal/components/rule.js';
import {outageLines} from '../words/log-lines.js';
import type {LogProps} from './log.js';
import {LogRows} from './log-rows.js';

/** How the outage that goes on began, and its attempts so far. */
export function ThisOutage({scene, rows}: LogProps) {
	const attempts = formatCounted(scene.model.failedAttempts.count, 'attempt');
	return (
		<>
			<Rule title={{text: 'This outage', style: 'bold'}} right={attempts} />
			<LogRows lines={outageLines(scene, rows - 1)} />
		</>
	);
}
