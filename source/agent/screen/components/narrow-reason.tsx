import {Rows} from '../../../terminal/components/rows.js';
import type {Scene} from '../state/scene.js';
import {narrowReasonRows} from '../words/narrow-reason-rows.js';

export type NarrowReasonProps = {
	readonly scene: Scene;
	readonly columns: number;
	/** In at most so many rows. */
	readonly most: number;
};

/** Why the agent is not well, or why nothing is wrong, where neither the address nor the trust stands elsewhere. */
export function NarrowReason({scene, columns, most}: NarrowReasonProps) {
	return <Rows rows={narrowReasonRows(scene, columns, most)} />;
}
