import {assertNever} from '../../../base/assert-never.js';
import {type HelpContent, lastHelpTop} from '../../../terminal/rows/help.js';
import type {ScreenSize} from '../../../terminal/rows/row.js';
import {lastScrolledTop} from '../../../terminal/rows/scrolled.js';
import {helpKeys} from '../state/keys.js';
import {keyConditionsOf, type Scene} from '../state/scene.js';
import {agentPageLines} from '../words/agent-page-lines.js';
import {bottomOf, bottomRows} from '../words/bottom.js';
import {lastEventTop} from './event-window.js';
import {headerRows} from './layout.js';

/** How many rows there are between the header and the keys, for a page other than that of the fleet. */
export function pageRows(scene: Scene, {columns, rows}: ScreenSize): number {
	return rows - headerRows - bottomRows(bottomOf(scene, columns));
}

/** The first row of the page shown when its end is. */
export function lastTopOf(scene: Scene, size: ScreenSize): number {
	const {ui, model} = scene;
	const rows = pageRows(scene, size);
	const {page} = ui;
	switch (page.type) {
		case 'fleet':
			return 0;
		case 'agent': {
			const agent = model.agents().get(page.name);
			return agent === undefined ? 0 : lastScrolledTop(agentPageLines(agent, scene, size.columns), rows);
		}

		case 'events':
			return lastEventTop(model.events().length, rows);
		case 'help':
			return lastHelpTop(helpOf(scene), {columns: size.columns, rows});
		default:
			return assertNever(page);
	}
}

/** What the help says now. */
export function helpOf(scene: Scene): HelpContent {
	return {keys: helpKeys(keyConditionsOf(scene)), isWideLocale: scene.setting.isWideLocale};
}
