import type {Liveness} from '../../../protocol/liveness.js';
import type {TextField} from '../../../terminal/keys/text-field.js';
import {emptyTextField} from '../../../terminal/keys/text-field.js';
import type {FleetModel} from '../../model/fleet-model.js';
import {orderAgents, parseFilter, type Sort, worstFirst} from './fleet-order.js';

/** A sorted list is sorted anew at most so often. */
export const sortIntervalMs = 1000;

/** After a key that moves the selection the order holds for so long. */
export const holdMs = 3000;

/** How long a line that answers a key stays. */
const noticeMs = 8000;

/** A question, with the agent that was selected when its key was pressed. */
export type Prompt =
	| {readonly type: 'stop'; readonly name: string; readonly liveness: Liveness}
	| {readonly type: 'remove'; readonly name: string; readonly liveness: Liveness; readonly field: TextField}
	| {readonly type: 'quit'};

/** `top` is the first row shown of what scrolls. */
export type Page =
	| {readonly type: 'fleet'}
	| {readonly type: 'agent'; readonly name: string; readonly top: number}
	| {readonly type: 'events'; readonly top: number}
	| {readonly type: 'help'; readonly top: number};

/** What a person has chosen to see, and the list as it was sorted for that. */
export type ScreenState = {
	readonly page: Page;
	readonly selected: string | undefined;
	/** A person chose it. Until then it is the first one of the list, the worst. */
	readonly isChosen: boolean;
	readonly top: number;
	readonly sort: Sort;
	readonly filter: TextField;
	/** Keys go to the filter. */
	readonly isFiltering: boolean;
	readonly prompt: Prompt | undefined;
	readonly notice: {readonly text: string; readonly untilMs: number} | undefined;
	readonly order: Order;
	/** Until then the order stays as it is. */
	readonly heldUntilMs: number;
};

/** The list as it was sorted last. */
export type Order = {
	readonly names: readonly string[];
	readonly places: ReadonlyMap<string, number>;
	readonly sortedAtMs: number;
	readonly revision: number;
};

/** The state with which a screen begins. */
export const initialScreenState: ScreenState = {
	page: {type: 'fleet'},
	selected: undefined,
	isChosen: false,
	top: 0,
	sort: worstFirst,
	filter: emptyTextField,
	isFiltering: false,
	prompt: undefined,
	notice: undefined,
	order: {names: [], places: new Map(), sortedAtMs: Number.NEGATIVE_INFINITY, revision: -1},
	heldUntilMs: Number.NEGATIVE_INFINITY,
};

/**
The state as of now: sorted anew where that is due, the selection at the same row of the screen, a prompt withdrawn whose
agent has changed. `listRows` is how many agents fit.
*/
export function refreshState(ui: ScreenState, model: FleetModel, now: number, listRows: number): ScreenState {
	const {order} = ui;
	const isDue = order.revision !== model.revision() && now - order.sortedAtMs >= sortIntervalMs;
	const sorted = isDue && now >= ui.heldUntilMs ? sortAgents(ui, model, now, listRows) : withoutGone(ui, model);
	return withoutStalePrompt(keepInRange(sorted, listRows), model, now);
}

/** Sorts at once, as after a key that asks for it. */
export function sortAgents(ui: ScreenState, model: FleetModel, now: number, listRows: number): ScreenState {
	const names = orderAgents(model.agents().values(), ui.sort, parseFilter(ui.filter.text), now);
	const places = new Map(names.map((name, place) => [name, place]));
	const before = placeOf(ui);
	const order = {names, places, sortedAtMs: now, revision: model.revision()};
	const place = ui.selected === undefined ? undefined : places.get(ui.selected);
	if (!ui.isChosen) {
		return keepInRange({...ui, order, selected: names[0]}, listRows);
	}

	if (place === undefined || before === undefined) {
		return keepInRange({...ui, order, selected: names[Math.min(before ?? 0, names.length - 1)]}, listRows);
	}

	return keepInRange({...ui, order, top: place - (before - ui.top)}, listRows);
}

/** Where the selected agent is in the list. */
export function placeOf({selected, order}: ScreenState): number | undefined {
	return selected === undefined ? undefined : order.places.get(selected);
}

/** A page that was scrolled too far shows its end, from which the next key goes back. */
export function keepTop(ui: ScreenState, lastTop: number): ScreenState {
	const {page} = ui;
	return page.type === 'fleet' || page.top <= lastTop ? ui : {...ui, page: {...page, top: Math.max(0, lastTop)}};
}

/** A removed agent leaves the list also while its order holds. */
function withoutGone(ui: ScreenState, model: FleetModel): ScreenState {
	const agents = model.agents();
	const {names} = ui.order;
	if (ui.order.revision === model.revision() || names.every((name) => agents.has(name))) {
		return ui;
	}

	const left = names.filter((name) => agents.has(name));
	const order = {...ui.order, names: left, places: new Map(left.map((name, place) => [name, place]))};
	const place = placeOf(ui) ?? 0;
	const selected = placeOf({...ui, order}) === undefined ? left[Math.min(place, left.length - 1)] : ui.selected;
	return {...ui, order, selected};
}

/** The first row shown is one from which the rows are full, and from which the selected agent is seen. */
function keepInRange(ui: ScreenState, listRows: number): ScreenState {
	const rows = Math.max(1, listRows);
	const place = placeOf(ui) ?? 0;
	const last = Math.max(0, ui.order.names.length - rows);
	const top = Math.max(0, Math.min(Math.max(place - rows + 1, Math.min(ui.top, place)), last));
	return top === ui.top ? ui : {...ui, top};
}

function withoutStalePrompt(ui: ScreenState, model: FleetModel, now: number): ScreenState {
	const {prompt, page} = ui;
	if (page.type === 'agent' && !model.agents().has(page.name)) {
		return withoutStalePrompt({...ui, page: {type: 'fleet'}}, model, now);
	}

	if (prompt === undefined || prompt.type === 'quit') {
		return ui;
	}

	const agent = model.agents().get(prompt.name);
	if (agent?.liveness === prompt.liveness) {
		return ui;
	}

	const became = agent === undefined ? 'is gone' : `is ${agent.liveness.toUpperCase()} now`;
	return withNotice({...ui, prompt: undefined}, `Withdrawn: ${prompt.name} ${became}.`, now);
}

/** The state with a sentence in its last row, which goes by itself. */
export function withNotice(ui: ScreenState, text: string, now: number): ScreenState {
	return {...ui, notice: {text, untilMs: now + noticeMs}};
}
