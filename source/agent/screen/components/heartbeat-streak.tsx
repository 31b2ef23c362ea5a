import type {Scene} from '../state/scene.js';
import {streakLine} from '../words/next-lines.js';
import {NextRow} from './next-row.js';

/** How many heartbeats in a row were acknowledged, or were until the outage. */
export function HeartbeatStreak({scene, isNarrow}: {readonly scene: Scene; readonly isNarrow: boolean}) {
	return <NextRow line={streakLine(scene)} isMotionless={scene.isMotionless} isNarrow={isNarrow} />;
}
