import type {ScreenSize} from '../../../terminal/rows/row.js';
import type {Scene} from '../state/scene.js';
import {outageText, type Selection} from '../words/outage-text.js';
import {TextPage} from './text-page.js';

export type OutagePageProps = Selection & {
	readonly scene: Scene;
	/** The first row shown. */
	readonly top: number;
	readonly size: ScreenSize;
};

/** One outage in full. */
export function OutagePage({scene, selected, ...place}: OutagePageProps) {
	return <TextPage text={outageText(scene, {selected})} {...place} />;
}
