import {assertNever} from '../../base/assert-never.js';
import {isConnected} from '../../protocol/liveness.js';
import type {Key} from '../../terminal/keys/key.js';
import {editTextField, emptyTextField} from '../../terminal/keys/text-field.js';
import type {FleetAgent} from '../model/fleet-agent.js';
import type {FleetModel} from '../model/fleet-model.js';
import {sortColumns} from './fleet-order.js';
import type {KeyConditions} from './keys.js';
import {holdMs, type Prompt, placeOf, sortView, type View, withNotice} from './screen-state.js';

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
	readonly view: View;
	readonly intent?: Intent;
};

/** What a key does. Pure. */
export function reduceKey(view: View, key: Key, context: KeyContext): KeyResult {
	if (key.name === 'ctrl-c') {
		return !context.isInProcess || view.prompt?.type === 'quit'
			? {view, intent: {type: 'leave'}}
			: {view: {...view, prompt: {type: 'quit'}}};
	}

	if (key.name === 'ctrl-z') {
		return {view: withNotice(view, suspendSentence(context), context.now)};
	}

	if (view.prompt !== undefined) {
		return answerPrompt(view, view.prompt, key);
	}

	if (view.isFiltering) {
		return {view: editFilter(view, key, context)};
	}

	const quiet = view.notice === undefined ? view : {...view, notice: undefined};
	switch (key.name) {
		case 'up':
		case 'down':
		case 'page-up':
		case 'page-down':
		case 'home':
		case 'end':
			return {view: move(quiet, key.name, context)};
		case 'enter':
			return {view: openAgent(quiet)};
		case 'escape':
			return {view: goBack(quiet, context)};
		case 'text':
			return takeText(quiet, key.text, context);
		case 'paste':
		case 'left':
		case 'right':
		case 'tab':
		case 'backspace':
		case 'delete':
		case 'ctrl-l':
			return {view};
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

function takeText(view: View, text: string, context: KeyContext): KeyResult {
	const isList = view.page.type === 'fleet';
	switch (text) {
		case 'j':
			return {view: move(view, 'down', context)};
		case 'k':
			return {view: move(view, 'up', context)};
		case 'g':
			return {view: move(view, 'home', context)};
		case 'G':
			return {view: move(view, 'end', context)};
		case '?':
			return {view: {...view, page: view.page.type === 'help' ? {type: 'fleet'} : {type: 'help', top: 0}}};
		case 'e':
			return {view: {...view, page: {type: 'events', top: 0}}};
		case '/':
			return {view: isList ? {...view, isFiltering: true} : view};
		case 'o':
			return {view: isList ? sortByNext(view, context) : view};
		case 'O': {
			const sort = {...view.sort, isReversed: !view.sort.isReversed};
			return {view: isList ? sortNow({...view, sort}, context) : view};
		}

		case 's':
		case 'd':
			return {view: context.isReadOnly ? view : askAboutAgent(view, text === 's' ? 'stop' : 'remove', context)};
		case 'r':
			return context.isOutOfContact && !context.isInProcess ? {view, intent: {type: 'retry'}} : {view};
		case 'q':
			return context.isInProcess ? {view: {...view, prompt: {type: 'quit'}}} : {view, intent: {type: 'leave'}};
		default:
			return {view};
	}
}

function answerPrompt(view: View, prompt: Prompt, key: Key): KeyResult {
	const closed = {...view, prompt: undefined};
	if (prompt.type === 'remove') {
		const {field, outcome} = editTextField(prompt.field, key);
		switch (outcome) {
			case 'submitted':
				return field.text === prompt.name ? {view: closed, intent: {type: 'remove-agent', name: prompt.name}} : {view};
			case 'cancelled':
				return {view: closed};
			default:
				return {view: {...view, prompt: {...prompt, field}}};
		}
	}

	// A paste is no answer: what it holds was not meant for this question.
	if (key.name === 'paste') {
		return {view};
	}

	const isYes = key.name === 'text' && key.text.toLowerCase() === 'y';
	if (!isYes) {
		return {view: closed};
	}

	return prompt.type === 'quit'
		? {view: closed, intent: {type: 'leave'}}
		: {view: closed, intent: {type: 'stop-agent', name: prompt.name}};
}

function editFilter(view: View, key: Key, context: KeyContext): View {
	const {field, outcome} = editTextField(view.filter, key);
	switch (outcome) {
		case 'submitted':
			return {...view, isFiltering: false};
		case 'cancelled':
			return sortNow({...view, isFiltering: false, filter: emptyTextField}, context);
		case 'ignored':
			return key.name === 'up' || key.name === 'down' || key.name === 'page-up' || key.name === 'page-down'
				? move(view, key.name, context)
				: view;
		case 'edited':
			return field.text === view.filter.text ? {...view, filter: field} : sortNow({...view, filter: field}, context);
		default:
			return assertNever(outcome);
	}
}

type Movement = 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end';

function move(view: View, movement: Movement, {now, listRows}: KeyContext): View {
	const page = Math.max(1, listRows - 1);
	const step = {up: -1, down: 1, 'page-up': -page, 'page-down': page, home: -1e9, end: 1e9}[movement];
	if (view.page.type !== 'fleet') {
		return {...view, page: {...view.page, top: Math.max(0, view.page.top + step)}};
	}

	const {names} = view.order;
	const place = Math.max(0, Math.min((placeOf(view) ?? 0) + step, names.length - 1));
	return {...view, selected: names[place], isChosen: true, heldUntilMs: now + holdMs};
}

function openAgent(view: View): View {
	return view.page.type === 'fleet' && view.selected !== undefined
		? {...view, isChosen: true, page: {type: 'agent', name: view.selected, top: 0}}
		: view;
}

function goBack(view: View, context: KeyContext): View {
	if (view.page.type !== 'fleet') {
		return {...view, page: {type: 'fleet'}};
	}

	return view.filter.text === '' ? view : sortNow({...view, filter: emptyTextField}, context);
}

function sortByNext(view: View, context: KeyContext): View {
	const next = (sortColumns.indexOf(view.sort.column) + 1) % sortColumns.length;
	return sortNow({...view, sort: {column: sortColumns[next] ?? 'worst', isReversed: false}}, context);
}

/** A key that asks for another order ends the hold. */
function sortNow(view: View, {model, now, listRows}: KeyContext): View {
	return sortView({...view, heldUntilMs: Number.NEGATIVE_INFINITY}, model, now, listRows);
}

function askAboutAgent(view: View, type: 'stop' | 'remove', {model, now, isOutOfContact}: KeyContext): View {
	const {page} = view;
	const name = page.type === 'agent' ? page.name : page.type === 'fleet' ? view.selected : undefined;
	const agent = name === undefined ? undefined : model.agents().get(name);
	if (agent === undefined) {
		return view;
	}

	if (isOutOfContact) {
		return withNotice(view, 'There is no contact with this master: nothing can be asked of it.', now);
	}

	const {liveness} = agent;
	if (type === 'stop') {
		const why = whyNotStopped(agent);
		return why === undefined
			? {...view, isChosen: true, prompt: {type, name: agent.name, liveness}}
			: withNotice(view, why, now);
	}

	return isConnected(liveness)
		? withNotice(view, `${agent.name} is ${liveness.toUpperCase()}: stop it first, then remove it.`, now)
		: {...view, isChosen: true, prompt: {type, name: agent.name, liveness, field: emptyTextField}};
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
