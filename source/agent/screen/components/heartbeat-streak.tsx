import {streakLine} from '../next-lines.js';
import type {Scene} from '../scene.js';
import {NextRow} from './next-row.js';

/** How many heartbeats in a row were acknowledged, or were until the outage. */
export function HeartbeatStreak({scene, isNarrow}: {readonly scene: Scene; readonly isNarrow: boolean}) {
	return <NextRow line={streakLine(scene)} isMotionless={scene.isMotionless} isNarrow={isNarrow} />;
}
