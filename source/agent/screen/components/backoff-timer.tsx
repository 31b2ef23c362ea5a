import type {Scene} from '../state/scene.js';
import {nextLines} from '../words/next-lines.js';
import {NextRow} from './next-row.js';

/** What happens next and what after that, each with its time: the wait for an attempt, or for a heartbeat and the streak. */
export function BackoffTimer({scene, isNarrow}: {readonly scene: Scene; readonly isNarrow: boolean}) {
	return nextLines(scene).map((line) => (
		<NextRow key={line.label} line={line} isMotionless={scene.isMotionless} isNarrow={isNarrow} />
	));
}
