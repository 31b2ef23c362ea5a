import {Ends} from '../../../terminal/components/line.js';
import type {Scene} from '../state/scene.js';
import {countsWords} from '../words/counts-words.js';

/** How many agents are how, and how many there are. */
export function FleetCounts({scene, columns}: {readonly scene: Scene; readonly columns: number}) {
	return <Ends {...countsWords(scene, columns)} />;
}
