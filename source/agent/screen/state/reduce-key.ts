import type {Key} from '../../../terminal/keys/key.js';
import {editTextField, emptyTextField} from '../../../terminal/keys/text-field.js';
import type {AgentModel} from '../../story/agent-model.js';
import type {ScreenMode} from './scene.js';
import type {Page, ScreenState} from './screen-state.js';

/** What a key asks for beyond the screen itself. */
export type Intent =
	| 'retry'
	/** The agent unregisters and stops; in the demo all ends. */
	| 'stop'
	/** The second ctrl-c. */
	| 'stop-at-once'
	/** Leaves a watching screen. */
	| 'leave'
	| 'report'
	| 'toggle-master'
	| 'toggle-packets'
	| 'other-view';

export type KeyResult = {readonly ui: ScreenState; readonly intent?: Intent};

/** How far PgUp and PgDn go. */
const pageRows = 10;

/** What a key does: the screen's next state, and what it asks for. */
export function reduceKey(ui: ScreenState, key: Key, model: AgentModel, mode: ScreenMode): KeyResult {
	if (key.name === 'ctrl-c') {
		return quit(ui, mode, true);
	}

	if (ui.isAsking) {
		return answer(ui, key);
	}

	const calm: ScreenState = ui.notice === undefined ? ui : {...ui, notice: undefined};
	if (key.name === 'ctrl-z') {
		return {ui: {...calm, notice: suspendSentence(mode)}};
	}

	if (calm.field !== undefined) {
		return edit(calm, key);
	}

	if (key.name === 'paste') {
		return {ui: calm};
	}

	return onPage(calm, key, model) ?? anywhere(calm, key, model, mode);
}

function suspendSentence(mode: ScreenMode): string {
	return mode === 'watch'
		? 'ctrl-z is off here. q leaves; the agent goes on.'
		: 'ctrl-z is off: it would stop the heartbeat. Use --daemon and watch.';
}

function quit(ui: ScreenState, mode: ScreenMode, isInterrupt: boolean): KeyResult {
	switch (mode) {
		case 'watch':
			return {ui, intent: 'leave'};
		case 'demo':
			return {ui, intent: 'stop'};
		default:
			return isInterrupt && ui.isAsking
				? {ui, intent: 'stop-at-once'}
				: {ui: {...ui, isAsking: true, notice: undefined}};
	}
}

function answer(ui: ScreenState, key: Key): KeyResult {
	const calm = {...ui, isAsking: false};
	return key.name === 'text' && key.text.toLowerCase() === 'y' ? {ui: calm, intent: 'stop'} : {ui: calm};
}

function edit(ui: ScreenState, key: Key): KeyResult {
	const {field, outcome} = editTextField(ui.field ?? emptyTextField, key);
	switch (outcome) {
		case 'submitted':
			return {ui: {...ui, filter: field.text, field: undefined}};
		case 'cancelled':
			return {ui: {...ui, filter: '', field: undefined}};
		case 'edited':
			return {ui: {...ui, field}};
		default:
			return {ui};
	}
}

/** The keys that a page other than the main one has for itself. */
function onPage(ui: ScreenState, key: Key, model: AgentModel): KeyResult | undefined {
	const {page} = ui;
	if (page.type === 'main') {
		return undefined;
	}

	if (key.name === 'escape') {
		return {
			ui: {...ui, page: page.type === 'outage' ? {type: 'outages', selected: page.selected} : {type: 'main'}},
		};
	}

	const step = stepOf(key);
	switch (page.type) {
		case 'outages': {
			const last = model.history.outages.length - 1;
			if (step !== undefined) {
				const selected = Math.max(0, Math.min(last, page.selected + step));
				return {ui: {...ui, page: {...page, selected}}};
			}

			return key.name === 'enter' && last >= 0 ? {ui: {...ui, page: outageAt(model, page.selected)}} : undefined;
		}

		default:
			if (page.type === 'outage' && (key.name === 'left' || key.name === 'right')) {
				return {ui: {...ui, page: outageAt(model, page.selected + (key.name === 'left' ? 1 : -1))}};
			}

			return step === undefined ? undefined : {ui: {...ui, page: {...page, top: scrolled(page.top, step)}}};
	}
}

/** An outage in full, counted from the newest: the newest or the oldest where that one is none. */
function outageAt({history}: AgentModel, wanted: number): Page {
	return {type: 'outage', selected: Math.max(0, Math.min(history.outages.length - 1, wanted)), top: 0};
}

/** The drawing keeps it within what there is; here it is kept within reason. */
const farthestTop = 1000;

function scrolled(top: number, step: number): number {
	return Math.max(0, Math.min(farthestTop, top + step));
}

function stepOf(key: Key): number | undefined {
	switch (key.name) {
		case 'up':
			return -1;
		case 'down':
			return 1;
		case 'page-up':
			return -pageRows;
		case 'page-down':
			return pageRows;
		case 'home':
			return -farthestTop;
		case 'end':
			return farthestTop;
		case 'text':
			return {k: -1, j: 1, g: -farthestTop, G: farthestTop}[key.text];
		default:
			return undefined;
	}
}

function anywhere(ui: ScreenState, key: Key, model: AgentModel, mode: ScreenMode): KeyResult {
	if (key.name === 'escape') {
		return {ui: {...ui, filter: '', paused: undefined}};
	}

	if (key.name === 'tab') {
		return mode === 'demo' ? {ui, intent: 'other-view'} : {ui};
	}

	if (key.name !== 'text') {
		return {ui};
	}

	const open = (page: Page): KeyResult => ({ui: {...ui, page: ui.page.type === page.type ? {type: 'main'} : page}});
	switch (key.text) {
		case 'q':
			return quit(ui, mode, false);
		case 'r':
			return {ui, intent: 'retry'};
		case 'y':
			return {ui, intent: 'report'};
		case 'o':
			return ui.page.type === 'outage' ? {ui: {...ui, page: {type: 'main'}}} : open({type: 'outages', selected: 0});
		case 'e':
			return open({type: 'error', top: 0});
		case '?':
			return open({type: 'help', top: 0});
		case '/':
			return {ui: {...ui, page: {type: 'main'}, field: {text: ui.filter, cursor: ui.filter.length}}};
		case 'p':
			return {ui: {...ui, page: {type: 'main'}, paused: ui.paused === undefined ? model.log : undefined}};
		case 'K':
			return mode === 'demo' ? {ui: {...ui, hasKilled: true}, intent: 'toggle-master'} : {ui};
		case 'D':
			return mode === 'demo' ? {ui, intent: 'toggle-packets'} : {ui};
		default:
			return {ui};
	}
}
