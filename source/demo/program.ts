import type {Signals} from '../program/signals.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import {importProduction} from '../terminal/import-production.js';
import {isOnScreen} from '../terminal/on-screen.js';

/** Plays the demo, on a screen or in plain lines, until it ends. Returns the exit code. */
export async function runDemo(signals: Signals, display: DisplayOptions): Promise<number> {
	if (isOnScreen(display)) {
		const {runDemoOnScreen} = await importProduction(() => import('./demo-on-screen.js'));
		return runDemoOnScreen(signals, display);
	}

	const {runDemoInLines} = await import('./demo.js');
	return runDemoInLines(signals);
}
