import {assertNever} from '../../../base/assert-never.js';
import {isConnected} from '../../../protocol/liveness.js';
import type {Key} from '../../../terminal/keys/key.js';
import {editTextField, emptyTextField} from '../../../terminal/keys/text-field.js';
import type {FleetAgent} from '../../model/fleet-agent.js';
import type {FleetModel} from '../../model/fleet-model.js';
import {sortColumns} from './fleet-order.js';
import type {KeyConditions} from './keys.js';
import {holdMs, type Prompt, placeOf, type ScreenState, sortAgents, withNotice} from './screen-state.js';

/** What a key asks for, beyond what is seen. */
export type Intent =
	| {readonly type: 'stop-agent'; readonly name: string}
	| {readonly type: 'remove-agent'; readonly name: string}
	/** Leave this screen. In the process of the master: stop the master. */
	| {readonly type: 'leave'}
	| {readonly type: 'retry'};

/** What a key is taken in: the fleet as it is, and how much of it is seen. */
export type KeyContext = KeyConditions & {
	readonly model: FleetModel;
	readonly now: number;
	/** How many agents fit on the screen. */
	readonly listRows: number;
};

/** What a key led to. */
export type KeyResult = {
	readonly ui: ScreenState;
	readonly intent?: Intent;
};

/** What a key does. Pure. */
export function reduceKey(ui: ScreenState, key: Key, context: KeyContext): KeyResult {
	if (key.name === 'ctrl-c') {
		return !context.isInProcess || ui.prompt?.type === 'quit'
			? {ui, intent: {type: 'leave'}}
			: {ui: {...ui, prompt: {type: 'quit'}}};
	}

	if (key.name === 'ctrl-z') {
		return {ui: withNotice(ui, suspendSentence(context), context.now)};
	}

	if (ui.prompt !== undefined) {
		return answerPrompt(ui, ui.prompt, key);
	}

	if (ui.isFiltering) {
		return {ui: editFilter(ui, key, context)};
	}

	const quiet = ui.notice === undefined ? ui : {...ui, notice: undefined};
	switch (key.name) {
		case 'up':
		case 'down':
		case 'page-up':
		case 'page-down':
		case 'home':
		case 'end':
			return {ui: move(quiet, key.name, context)};
		case 'enter':
			return {ui: openAgent(quiet)};
		case 'escape':
			return {ui: goBack(quiet, context)};
		case 'text':
			return takeText(quiet, key.text, context);
		case 'paste':
		case 'left':
		case 'right':
		case 'tab':
		case 'backspace':
		case 'delete':
		case 'ctrl-l':
			return {ui};
		default:
			return assertNever(key.name);
	}
}

function suspendSentence({isInProcess, isDemo}: KeyConditions): string {
	if (isInProcess) {
		return 'ctrl-z is off: it would stop this master. Use --daemon and watch.';
	}

	return isDemo === true
		? 'ctrl-z is off: it would stop the demo. q ends it.'
		: 'ctrl-z is off. q leaves, and the master runs on.';
}

function takeText(ui: ScreenState, text: string, context: KeyContext): KeyResult {
	const isList = ui.page.type === 'fleet';
	switch (text) {
		case 'j':
			return {ui: move(ui, 'down', context)};
		case 'k':
			return {ui: move(ui, 'up', context)};
		case 'g':
			return {ui: move(ui, 'home', context)};
		case 'G':
			return {ui: move(ui, 'end', context)};
		case '?':
			return {ui: {...ui, page: ui.page.type === 'help' ? {type: 'fleet'} : {type: 'help', top: 0}}};
		case 'e':
			return {ui: {...ui, page: {type: 'events', top: 0}}};
		case '/':
			return {ui: isList ? {...ui, isFiltering: true} : ui};
		case 'o':
			return {ui: isList ? sortByNext(ui, context) : ui};
		case 'O': {
			const sort = {...ui.sort, isReversed: !ui.sort.isReversed};
			return {ui: isList ? sortNow({...ui, sort}, context) : ui};
		}

		case 's':
		case 'd':
			return {ui: context.isReadOnly ? ui : askAboutAgent(ui, text === 's' ? 'stop' : 'remove', context)};
		case 'r':
			return context.isOutOfContact && !context.isInProcess ? {ui, intent: {type: 'retry'}} : {ui};
		case 'q':
			return context.isInProcess ? {ui: {...ui, prompt: {type: 'quit'}}} : {ui, intent: {type: 'leave'}};
		default:
			return {ui};
	}
}

function answerPrompt(ui: ScreenState, prompt: Prompt, key: Key): KeyResult {
	const closed = {...ui, prompt: undefined};
	if (prompt.type === 'remove') {
		const {field, outcome} = editTextField(prompt.field, key);
		switch (outcome) {
			case 'submitted':
				return field.text === prompt.name ? {ui: closed, intent: {type: 'remove-agent', name: prompt.name}} : {ui};
			case 'cancelled':
				return {ui: closed};
			default:
				return {ui: {...ui, prompt: {...prompt, field}}};
		}
	}

	// A paste is no answer: what it holds was not meant for this question.
	if (key.name === 'paste') {
		return {ui};
	}

	const isYes = key.name === 'text' && key.text.toLowerCase() === 'y';
	if (!isYes) {
		return {ui: closed};
	}

	return prompt.type === 'quit'
		? {ui: closed, intent: {type: 'leave'}}
		: {ui: closed, intent: {type: 'stop-agent', name: prompt.name}};
}

function editFilter(ui: ScreenState, key: Key, context: KeyContext): ScreenState {
	const {field, outcome} = editTextField(ui.filter, key);
	switch (outcome) {
		case 'submitted':
			return {...ui, isFiltering: false};
		case 'cancelled':
			return sortNow({...ui, isFiltering: false, filter: emptyTextField}, context);
		case 'ignored':
			return key.name === 'up' || key.name === 'down' || key.name === 'page-up' || key.name === 'page-down'
				? move(ui, key.name, context)
				: ui;
		case 'edited':
			return field.text === ui.filter.text ? {...ui, filter: field} : sortNow({...ui, filter: field}, context);
		default:
			return assertNever(outcome);
	}
}

type Movement = 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end';

function move(ui: ScreenState, movement: Movement, {now, listRows}: KeyContext): ScreenState {
	const page = Math.max(1, listRows - 1);
	const step = {up: -1, down: 1, 'page-up': -page, 'page-down': page, home: -1e9, end: 1e9}[movement];
	if (ui.page.type !== 'fleet') {
		return {...ui, page: {...ui.page, top: Math.max(0, ui.page.top + step)}};
	}

	const {names} = ui.order;
	const place = Math.max(0, Math.min((placeOf(ui) ?? 0) + step, names.length - 1));
	return {...ui, selected: names[place], isChosen: true, heldUntilMs: now + holdMs};
}

function openAgent(ui: ScreenState): ScreenState {
	return ui.page.type === 'fleet' && ui.selected !== undefined
		? {...ui, isChosen: true, page: {type: 'agent', name: ui.selected, top: 0}}
		: ui;
}

function goBack(ui: ScreenState, context: KeyContext): ScreenState {
	if (ui.page.type !== 'fleet') {
		return {...ui, page: {type: 'fleet'}};
	}

	return ui.filter.text === '' ? ui : sortNow({...ui, filter: emptyTextField}, context);
}

function sortByNext(ui: ScreenState, context: KeyContext): ScreenState {
	const next = (sortColumns.indexOf(ui.sort.column) + 1) % sortColumns.length;
	return sortNow({...ui, sort: {column: sortColumns[next] ?? 'worst', isReversed: false}}, context);
}

/** A key that asks for another order ends the hold. */
function sortNow(ui: ScreenState, {model, now, listRows}: KeyContext): ScreenState {
	return sortAgents({...ui, heldUntilMs: Number.NEGATIVE_INFINITY}, model, now, listRows);
}

function askAboutAgent(
	ui: ScreenState,
	type: 'stop' | 'remove',
	{model, now, isOutOfContact}: KeyContext,
): ScreenState {
	const {page} = ui;
	const name = page.type === 'agent' ? page.name : page.type === 'fleet' ? ui.selected : undefined;
	const agent = name === undefined ? undefined : model.agents().get(name);
	if (agent === undefined) {
		return ui;
	}

	if (isOutOfContact) {
		return withNotice(ui, 'There is no contact with this master: nothing can be asked of it.', now);
	}

	const {liveness} = agent;
	if (type === 'stop') {
		const why = whyNotStopped(agent);
		return why === undefined
			? {...ui, isChosen: true, prompt: {type, name: agent.name, liveness}}
			: withNotice(ui, why, now);
	}

	return isConnected(liveness)
		? withNotice(ui, `${agent.name} is ${liveness.toUpperCase()}: stop it first, then remove it.`, now)
		: {...ui, isChosen: true, prompt: {type, name: agent.name, liveness, field: emptyTextField}};
}

/** Why it is of no use to ask an agent to stop. Undefined where it may be. */
function whyNotStopped({name, liveness, isStreamOpen, address}: FleetAgent): string | undefined {
	if (liveness === 'stopped') {
		return `${name} is stopped already.`;
	}

	return !isStreamOpen && address === ''
		? `${name} is ${liveness.toUpperCase()} and has no port: it cannot be told.`
		: undefined;
}
