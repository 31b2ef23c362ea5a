import {Ends} from '../../../terminal/components/line.js';
import {countsWords} from '../counts-words.js';
import type {Scene} from '../scene.js';

/** How many agents are how, and how many there are. */
export function FleetCounts({scene, columns}: {readonly scene: Scene; readonly columns: number}) {
	return <Ends {...countsWords(scene, columns)} />;
}
