import type {DisplayOptions} from '../../command-line/shared-options.js';
import type {Signals} from '../../host/signals.js';
import {formatCounted} from '../../terminal/formats.js';
import {decideTheme, isWideLocale} from '../../terminal/mode.js';
import type {Screen} from '../../terminal/screen.js';
import type {ScreenFacts} from './facts.js';
import type {FleetScreen} from './fleet-screen.js';

/** What a screen's drawing has to know of the options. */
export function displayFacts({isMotionless}: DisplayOptions): Pick<ScreenFacts, 'isMotionless' | 'isWideLocale'> {
	return {isMotionless, isWideLocale: isWideLocale(process.env)};
}

/** Puts a fleet on the terminal. Throws a `HostError` where that cannot be opened. */
export async function showFleet(
	source: FleetScreen,
	{
		display,
		warn,
		onGone,
	}: {
		readonly display: DisplayOptions;
		readonly warn: (message: string) => void;
		readonly onGone: (reason: string) => void;
	},
): Promise<Screen> {
	// Ink and React are loaded only here, once it is clear that there is a screen.
	const {openScreen} = await import('../../terminal/screen.js');
	const theme = decideTheme({
		environment: process.env,
		isColourless: !display.hasColour,
		isAscii: display.isAscii,
	});
	return openScreen(source, {theme, log: {warn}, onGone});
}

/** Resolves with who asked for the stop. */
export function whenStopped({stop: {signal}}: Signals): Promise<string> {
	return new Promise((resolve) => {
		if (signal.aborted) {
			resolve(String(signal.reason));
		}

		signal.addEventListener('abort', () => resolve(String(signal.reason)), {once: true});
	});
}

/** The fleet in a few words: `12 agents: 1 lost, 9 active`. */
export function summarise({model}: FleetScreen): string {
	const words = Object.entries(model.counts()).flatMap(([liveness, count]) =>
		count === 0 ? [] : [`${count} ${liveness}`],
	);
	const total = formatCounted(model.agents().size, 'agent');
	return words.length === 0 ? total : `${total}: ${words.join(', ')}`;
}
