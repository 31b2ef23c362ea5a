import type {HelpContent} from '../../../terminal/rows/help.js';
import type {KeyHint} from '../../../terminal/rows/key-hint.js';
import {failureOf} from '../../connection/connection-state.js';
import {type AgentModel, isInOutage} from '../../story/agent-model.js';
import {lastEndedOutage} from '../../story/history.js';
import {isGone, type Scene} from '../state/scene.js';

const retry: KeyHint = {
	label: 'r',
	does: 'retry now',
	short: 'retry',
	explains: 'Tries the master now, by a new schedule. In a session: a heartbeat now.',
};
const fullError: KeyHint = {
	label: 'e',
	does: 'full error',
	short: 'error',
	explains: 'Shows the last error in full.',
};
const outages: KeyHint = {label: 'o', does: 'outages', explains: 'Lists the outages; enter shows one in full.'};
const report: KeyHint = {
	label: 'y',
	does: 'copy report',
	short: 'report',
	explains: 'Writes a report of ten lines to a file and offers it to the clipboard.',
};
const filter: KeyHint = {
	label: '/',
	does: 'filter log',
	short: 'filter',
	explains: 'Shows only the log lines that hold a text.',
};
const pause: KeyHint = {
	label: 'p',
	does: 'pause log',
	short: 'pause',
	explains: 'Holds the log still, or lets it go on.',
};
const resume: KeyHint = {...pause, does: 'go on', short: 'go on'};
const help: KeyHint = {label: '?', does: 'help', explains: 'Shows the keys.'};
const back: KeyHint = {label: 'esc', does: 'back', explains: 'Goes back, or shows the whole log. It never quits.'};
const kill: KeyHint = {
	label: 'K',
	does: 'kill master',
	short: 'kill',
	explains: "Kills the demo's master, or starts it again on the same port.",
};
const revive: KeyHint = {...kill, does: 'start master', short: 'start'};
const drop: KeyHint = {
	label: 'D',
	does: 'drop packets',
	short: 'drop',
	explains: 'Drops what the master should hear and say, silently, or lets it through again.',
};
const undrop: KeyHint = {...drop, does: 'let packets through', short: 'let through'};
const flip: KeyHint = {
	label: 'tab',
	does: "master's view",
	short: 'master',
	explains: "Shows the master's screen, and back.",
};
const open: KeyHint = {label: '↵', does: 'show it', short: 'show', explains: 'Shows the selected outage in full.'};
const move: KeyHint = {label: '▴▾', does: 'move', explains: 'Moves: also j k, PgUp PgDn, home end, g G.'};

const other: KeyHint = {
	label: '◂▸',
	does: 'older, newer',
	short: 'other',
	explains: 'In one outage: shows the one before it, the one after it.',
};

function quit({mode}: Scene): KeyHint {
	return mode === 'watch'
		? {label: 'q', does: 'leave', explains: 'Leaves this screen. The agent goes on.'}
		: {
				label: 'q',
				does: 'quit',
				explains:
					mode === 'demo' ? 'Ends the demo.' : 'Stops this agent, after a question. ctrl-c twice stops it at once.',
			};
}

/** The keys that matter now, the most important first, and those at the right end. */
export function keysNow(scene: Scene): {readonly left: readonly KeyHint[]; readonly right: readonly KeyHint[]} {
	const {model, ui} = scene;
	const right = [help, quit(scene)];
	switch (ui.page.type) {
		case 'outages':
			return {left: model.history.outages.length === 0 ? [back] : [open, move, back], right};
		case 'outage':
			return {left: [move, ...(model.history.outages.length > 1 ? [other] : []), back, report], right};
		case 'error':
			return {left: hasError(model) ? [move, report, back] : [report, back], right};
		case 'help':
			return {left: [move, back], right: [quit(scene)]};
		default: {
			const left = mainKeys(scene);
			return {left: isGone(scene) ? left.filter((hint) => hint !== retry) : left, right};
		}
	}
}

function hasError({state, history}: AgentModel): boolean {
	return failureOf(state) !== undefined || lastEndedOutage(history) !== undefined;
}

function mainKeys({model, ui, mode, demoMaster, hasOtherView}: Scene): readonly KeyHint[] {
	if (mode === 'demo') {
		return [
			demoMaster === 'killed' ? revive : kill,
			demoMaster === 'silent' ? undrop : drop,
			...(hasOtherView ? [flip] : []),
			{...retry, does: 'retry'},
		];
	}

	const hold = ui.paused === undefined ? pause : resume;
	if (ui.filter !== '' || ui.paused !== undefined) {
		return [{...back, does: 'whole log', short: 'all'}, filter, hold, retry, outages];
	}

	if (isInOutage(model)) {
		return [retry, fullError, outages, report];
	}

	const isRefused = model.state.type === 'stopped' && failureOf(model.state) !== undefined;
	return isRefused ? [fullError, outages, filter, report] : [outages, filter, pause, report];
}

/** What the help is made from. */
export function helpOf(scene: Scene): HelpContent {
	return {keys: allKeys(scene), isWideLocale: scene.isWideLocale ?? false};
}

/** Every key of the screen. */
function allKeys(scene: Scene): readonly KeyHint[] {
	const demo = scene.mode === 'demo' ? [kill, drop, ...(scene.hasOtherView ? [flip] : [])] : [];
	return [...demo, retry, fullError, outages, filter, pause, report, move, other, back, help, quit(scene)];
}
