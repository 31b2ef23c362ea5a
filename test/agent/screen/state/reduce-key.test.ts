import {describe, expect, test} from 'vitest';
import {type Intent, reduceKey} from '../../../../source/agent/screen/state/reduce-key.js';
import type {ScreenMode} from '../../../../source/agent/screen/state/scene.js';
import {initialScreenState, type ScreenState} from '../../../../source/agent/screen/state/screen-state.js';
import {foldLogLine} from '../../../../source/agent/story/agent-model.js';
import type {Key} from '../../../../source/terminal/keys/key.js';
import {modelOf, now} from '../../../stories/agent-scenes.js';

const model = foldLogLine(modelOf(), {wallMs: now.wallMs, level: 'info', message: 'a line'});

function press(
	keys: ReadonlyArray<Key | string>,
	mode: ScreenMode = 'run',
	start: ScreenState = initialScreenState,
): {readonly ui: ScreenState; readonly intents: readonly Intent[]} {
	let ui = start;
	const intents: Intent[] = [];
	for (const key of keys) {
		const result = reduceKey(ui, typeof key === 'string' ? {name: 'text', text: key} : key, model, mode);
		({ui} = result);
		if (result.intent !== undefined) {
			intents.push(result.intent);
		}
	}

	return {ui, intents};
}

const interrupt: Key = {name: 'ctrl-c'};
const leave: Key = {name: 'escape'};
const enter: Key = {name: 'enter'};

describe('stopping', () => {
	test('q asks, y stops', () => {
		expect(press(['q']).ui.isAsking).toBe(true);
		expect(press(['q', 'y']).intents).toEqual(['stop']);
		expect(press(['q', 'Y']).intents).toEqual(['stop']);
	});

	test.each([['n'], ['q'], [enter], [leave], [{name: 'paste', text: 'y'} as const]])(
		'%j is no yes, and takes the question away',
		(key) => {
			const {ui, intents} = press(['q', key]);
			expect(intents).toEqual([]);
			expect(ui.isAsking).toBe(false);
		},
	);

	test('the first ctrl-c asks, the second stops at once', () => {
		expect(press([interrupt])).toMatchObject({ui: {isAsking: true}, intents: []});
		expect(press([interrupt, interrupt]).intents).toEqual(['stop-at-once']);
		expect(press(['q', interrupt]).intents).toEqual(['stop-at-once']);
	});

	test('ctrl-c is heard while a filter is typed', () => {
		expect(press(['/', 'a', interrupt]).ui.isAsking).toBe(true);
	});

	test('a watching screen just leaves', () => {
		expect(press(['q'], 'watch').intents).toEqual(['leave']);
		expect(press([interrupt], 'watch').intents).toEqual(['leave']);
	});

	test('the demo ends without a question', () => {
		expect(press(['q'], 'demo').intents).toEqual(['stop']);
	});

	test('esc goes back and never quits', () => {
		const {ui, intents} = press(['o', enter, leave, leave, leave, leave]);
		expect(intents).toEqual([]);
		expect(ui).toEqual(initialScreenState);
	});
});

test('ctrl-z says why it is off, until the next key', () => {
	const {ui} = press([{name: 'ctrl-z'}]);
	expect(ui.notice).toBe('ctrl-z is off: it would stop the heartbeat. Use --daemon and watch.');
	expect(press(['j'], 'run', ui).ui.notice).toBeUndefined();
});

test('r retries, in every view', () => {
	expect(press(['r']).intents).toEqual(['retry']);
	expect(press(['o', 'r']).intents).toEqual(['retry']);
	expect(press(['e', 'r']).intents).toEqual(['retry']);
});

test('y asks for a report', () => {
	expect(press(['y']).intents).toEqual(['report']);
});

describe('the outages', () => {
	test('enter shows the selected one in full, esc goes back to the list', () => {
		expect(press(['o', 'j', enter]).ui.page).toEqual({type: 'outage', selected: 1, top: 0});
		expect(press(['o', 'j', enter, leave]).ui.page).toEqual({type: 'outages', selected: 1});
	});

	test('the selection stays within the list', () => {
		expect(press(['o', 'k']).ui.page).toEqual({type: 'outages', selected: 0});
		expect(press(['o', 'j', 'j', 'j', {name: 'page-down'}]).ui.page).toEqual({type: 'outages', selected: 1});
		expect(press(['o', 'G']).ui.page).toEqual({type: 'outages', selected: 1});
		expect(press(['o', 'G', 'g']).ui.page).toEqual({type: 'outages', selected: 0});
		expect(press(['o', {name: 'end'}, {name: 'up'}]).ui.page).toEqual({type: 'outages', selected: 0});
	});

	test('one in full is scrolled by what moves, and left and right go to the older and the newer one', () => {
		expect(press(['o', enter, {name: 'down'}, 'j']).ui.page).toEqual({type: 'outage', selected: 0, top: 2});
		expect(press(['o', enter, 'j', {name: 'left'}]).ui.page).toEqual({type: 'outage', selected: 1, top: 0});
		expect(press(['o', enter, {name: 'left'}, {name: 'left'}]).ui.page).toMatchObject({selected: 1});
		expect(press(['o', 'j', enter, {name: 'right'}]).ui.page).toMatchObject({selected: 0});
		expect(press(['o', enter, {name: 'right'}]).ui.page).toMatchObject({selected: 0});
	});

	test('without any, enter does nothing', () => {
		const empty = modelOf({history: {...modelOf().history, outages: []}});
		const {ui} = reduceKey({...initialScreenState, page: {type: 'outages', selected: 0}}, enter, empty, 'run');
		expect(ui.page).toEqual({type: 'outages', selected: 0});
	});
});

describe('the log', () => {
	test('every printable key is text in the filter', () => {
		const {ui, intents} = press(['/', 'q', 'y', 'r', 'K', enter], 'demo');
		expect(ui).toMatchObject({filter: 'qyrK', field: undefined});
		expect(intents).toEqual([]);
	});

	test('esc shows all again', () => {
		expect(press(['/', 'a', leave]).ui).toEqual(initialScreenState);
		expect(press(['/', 'a', enter, leave]).ui).toEqual(initialScreenState);
	});

	test('p holds it still and lets it go', () => {
		expect(press(['p']).ui.paused).toEqual(model.log);
		expect(press(['p', 'p']).ui.paused).toBeUndefined();
	});
});

test('a paste outside a text field does nothing', () => {
	for (const text of ['q', 'y', 'r', 'K']) {
		expect(press([{name: 'paste', text}], 'demo')).toEqual({ui: initialScreenState, intents: []});
	}
});

test('e and ? open and close their views', () => {
	expect(press(['e']).ui.page).toEqual({type: 'error', top: 0});
	expect(press(['e', 'e']).ui.page).toEqual({type: 'main'});
	expect(press(['?']).ui.page).toEqual({type: 'help', top: 0});
	expect(press(['?', '?']).ui.page).toEqual({type: 'main'});
});

describe('the demo', () => {
	test('K kills the master, and the line that says so goes', () => {
		expect(press(['K'], 'demo')).toMatchObject({ui: {hasKilled: true}, intents: ['toggle-master']});
	});

	test('D drops packets, tab flips the view', () => {
		expect(press(['D', {name: 'tab'}], 'demo').intents).toEqual(['toggle-packets', 'other-view']);
	});

	test('none of its keys works elsewhere', () => {
		expect(press(['K', 'D', {name: 'tab'}]).intents).toEqual([]);
	});
});
