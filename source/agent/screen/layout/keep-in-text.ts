import {assertNever} from '../../../base/assert-never.js';
import {lastHelpTop} from '../../../terminal/rows/help.js';
import type {ScreenSize} from '../../../terminal/rows/row.js';
import {lastScrolledTop} from '../../../terminal/rows/scrolled.js';
import type {Scene} from '../state/scene.js';
import type {ScreenState} from '../state/screen-state.js';
import {errorText} from '../words/error-text.js';
import {helpOf} from '../words/hints.js';
import {outageText} from '../words/outage-text.js';
import {textPageRows} from '../words/text-page-rows.js';
import {roomOfPage} from './layout.js';

/** The screen's state with no text scrolled beyond its end, in a screen of this size. */
export function keepInText(scene: Scene, size: ScreenSize): ScreenState {
	const {ui} = scene;
	const {page} = ui;
	if (!('top' in page)) {
		return ui;
	}

	const room = roomOfPage(size);
	const most = () => {
		switch (page.type) {
			case 'outage':
				return lastScrolledTop(textPageRows(outageText(scene, page), room.columns), room.rows);
			case 'error':
				return lastScrolledTop(textPageRows(errorText(scene), room.columns), room.rows);
			case 'help':
				return lastHelpTop(helpOf(scene), room);
			default:
				return assertNever(page);
		}
	};

	return {...ui, page: {...page, top: Math.min(page.top, most())}};
}
