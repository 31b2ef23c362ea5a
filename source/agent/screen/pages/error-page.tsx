import type {ScreenSize} from '../../../terminal/rows/row.js';
import type {Scene} from '../state/scene.js';
import {errorText} from '../words/error-text.js';
import {TextPage} from './text-page.js';

/** The last error in full, from row `top` on. */
export function ErrorPage({scene, ...place}: {readonly scene: Scene; readonly top: number; readonly size: ScreenSize}) {
	return <TextPage text={errorText(scene)} {...place} />;
}
