import {assertNever} from '../../../base/assert-never.js';
import {formatSpan} from '../../../base/durations.js';
import {formatClockOrDate, formatDay} from '../../../base/formats.js';
import {toWall} from '../../../base/moment.js';
import {type Row, type Segment, type Style, widthOf, widthOfRow} from '../../../terminal/rows/row.js';
import {isInOutage} from '../../story/agent-model.js';
import {clockMsOf, isGone, type Scene} from '../state/scene.js';

/** What the state line says. */
export type Headline = {
	readonly glyph: string;
	readonly word: string;
	readonly style: Style;
	/** Since when, in words: from the roomiest way of saying it to the tightest. */
	readonly since: Wording;
	/** The same for a narrow window. */
	readonly shortSince: Wording;
};

type Wording = readonly [longest: string, ...shorter: readonly string[]];

/** The state in a word, and since when. */
export function headline(scene: Scene): Headline {
	const {model, goneSinceWall} = scene;
	const {state} = model;
	if (goneSinceWall !== undefined && isGone(scene)) {
		return say('×', scene.isSilent ? 'NOT ANSWERING' : 'NOT RUNNING', 'danger-bold', at('since', scene, goneSinceWall));
	}

	switch (state.type) {
		case 'start':
			return say('○', 'START', 'accent-bold', {since: [''], shortSince: ['']});
		case 'connecting':
			return isInOutage(model)
				? say('▲', 'CONNECTING', 'accent-bold', down(scene, state.outage))
				: say('○', 'CONNECTING', 'accent-bold', lasting(scene, state.since));
		case 'registered':
		case 'active':
			return say(
				'●',
				state.type.toUpperCase(),
				state.failures > 0 ? 'warning-bold' : 'accent-bold',
				lasting(scene, state.since),
			);
		case 'connection-lost':
			return say('×', 'CONNECTION LOST', 'danger-bold', down(scene, state.outage));
		case 'reconnecting':
			return say('▲', 'RECONNECTING', 'warning-bold', down(scene, state.outage));
		case 'stopped': {
			const when = at('at', scene, toWall(scene.now, state.since));
			return state.reason.type === 'refused'
				? say('×', 'REFUSED', 'danger-bold', when)
				: say('○', 'STOPPED', 'bold', when);
		}

		default:
			return assertNever(state);
	}
}

/** How the live state looks in the diagram. Nothing of an agent that is gone is live. */
export function liveStyle(scene: Scene): Style {
	return isGone(scene) ? 'dim' : headline(scene).style;
}

/** The state as the state line has it: a sign and a word. */
export function stateMark({glyph, word, style}: Headline): Segment {
	return {text: `${glyph} ${word}`, style};
}

/** The state and how long, where there is hardly any room. How long is only told where it is whole. */
export function shortState(scene: Scene, columns: number): Row {
	const says = headline(scene);
	const mark = stateMark(says);
	const whole: Row = [mark, {text: ` ${says.shortSince.at(-1) ?? ''}`.trimEnd()}];
	return widthOfRow(whole) <= columns ? whole : [mark];
}

/** The first of some ways of saying a thing that fits, or else the tightest. */
export function fitting(wordings: Wording, width: number): string {
	return wordings.find((wording) => widthOf(wording) <= width) ?? wordings.at(-1) ?? wordings[0];
}

type Since = Pick<Headline, 'since' | 'shortSince'>;

function say(glyph: string, word: string, style: Style, since: Since): Headline {
	return {glyph, word, style, ...since};
}

/** `since 03:13:50`, for a moment of which it does not matter how long it is ago. */
function at(word: string, scene: Scene, wallMs: number): Since {
	const wording: Wording = [`${word} ${formatClockOrDate(wallMs, clockMsOf(scene))}`];
	return {since: wording, shortSince: wording};
}

function lasting(scene: Scene, since: number): Since {
	const [duration, when] = spellSince(scene, since);
	return scene.isMotionless
		? {since: [when], shortSince: [when]}
		: {since: [`${duration}, ${when}`, duration], shortSince: shortly(scene, since)};
}

function down(scene: Scene, outage: {readonly since: number; readonly wasConnected: boolean}): Since {
	const [duration, when] = spellSince(scene, outage.since);
	const shortSince = shortly(scene, outage.since);
	if (!outage.wasConnected) {
		const never = 'never connected';
		return {
			since: scene.isMotionless
				? [`${never} ${when}`, never]
				: [`${never}, for ${duration}, ${when}`, `${never}, for ${duration}`, never],
			shortSince,
		};
	}

	return {
		since: scene.isMotionless ? [`down ${when}`, when] : [`down ${duration}, ${when}`, `down ${duration}`],
		shortSince,
	};
}

/** `1m 42s since 03:12:09`. With a date it may be too wide: then the day alone is told. */
function shortly(scene: Scene, since: number): Wording {
	const [duration, when, day] = spellSince(scene, since);
	const dated = when.startsWith(day) ? [`${duration} ${day}`] : [];
	return scene.isMotionless ? [when] : [`${duration} ${when}`, ...dated, duration];
}

/** A state is as old as it is in whole seconds. */
function spellSince(scene: Scene, since: number): readonly [duration: string, when: string, day: string] {
	const wallMs = toWall(scene.now, since);
	return [
		formatSpan(scene.now.monotonicMs - since),
		`since ${formatClockOrDate(wallMs, clockMsOf(scene))}`,
		`since ${formatDay(wallMs)}`,
	];
}
