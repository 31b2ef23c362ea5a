import {formatSpan} from '../../../base/durations.js';
import {formatClock, formatClockZone} from '../../../base/formats.js';
import {widthOf} from '../../../terminal/rows/row.js';
import {fleetMoment, type Scene} from '../state/scene.js';

/** What is said of a screen whose keys act on no agent. */
export const readOnly = 'read-only';

/** What the first row of the screen says. */
export type TitleWords = {
	/** Which program this is. */
	readonly name: string;
	/** What it shows, and for how long that has been up. */
	readonly tail: string;
	readonly clock: string;
	readonly saysReadOnly: boolean;
};

/** What the first row says in `columns` cells. What says least goes first; the clock with its zone goes before the address does. */
export function titleWords(scene: Scene, columns: number): TitleWords {
	const {model, setting, moment} = scene;
	const master = model.master();
	const name = setting.isInProcess ? ' sloth-master' : ' sloth-master watch';
	const up = master === undefined ? '' : `   up ${formatSpan(fleetMoment(scene).monotonicMs - master.startedAt)}`;
	const trust = `${master?.trust || setting.trust}${setting.isReadOnly ? `, ${readOnly}` : ''}`;
	const tails = [`  ${setting.address}   ${trust}${up}`, `  ${setting.address}   ${trust}`, `  ${setting.address}`];
	const clocks = [
		{clock: `${formatClockZone(moment.wallMs)} `, gap: 2},
		{clock: `${formatClock(moment.wallMs)} `, gap: 1},
	];
	for (const {clock, gap} of clocks) {
		for (const tail of tails) {
			if (widthOf(name) + widthOf(tail) + gap + clock.length <= columns) {
				return {name, tail, clock, saysReadOnly: tail.includes(readOnly)};
			}
		}
	}

	return {name, tail: '', clock: ` ${formatClock(moment.wallMs)} `, saysReadOnly: false};
}
