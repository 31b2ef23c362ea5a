import {formatCounted} from '../../base/formats.js';
import type {DisplayOptions} from '../../terminal/display-options.js';
import {isWideLocale} from '../../terminal/mode.js';
import type {FleetScreenSource} from './fleet-screen-source.js';
import type {ScreenSetting} from './state/screen-setting.js';

/** What a screen's drawing has to know of the options. */
export function displaySetting({isMotionless}: DisplayOptions): Pick<ScreenSetting, 'isMotionless' | 'isWideLocale'> {
	return {isMotionless, isWideLocale: isWideLocale(process.env)};
}

/** The fleet in a few words: `12 agents: 1 lost, 9 active`. */
export function summarise({model}: FleetScreenSource): string {
	const words = Object.entries(model.counts()).flatMap(([liveness, count]) =>
		count === 0 ? [] : [`${count} ${liveness}`],
	);
	const total = formatCounted(model.agents().size, 'agent');
	return words.length === 0 ? total : `${total}: ${words.join(', ')}`;
}
