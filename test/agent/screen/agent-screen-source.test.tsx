import {afterEach, expect, test, vi} from 'vitest';
import {type AgentScreenOptions, createAgentScreen} from '../../../source/agent/screen/agent-screen-source.js';
import type {AgentModel} from '../../../source/agent/story/agent-model.js';
import type {AgentStory, Urgency} from '../../../source/agent/story/story.js';
import {Rows} from '../../../source/terminal/components/rows.js';
import type {Key} from '../../../source/terminal/keys/key.js';
import type {ScreenSource} from '../../../source/terminal/screen-source.js';
import {at, connect, modelOf, now, play, reconnecting} from '../../stories/agent-scenes.js';
import {drawRows} from '../../stories/draw-rows.js';

afterEach(() => {
	vi.useRealTimers();
});

const size = {columns: 80, rows: 24};

function open(model: AgentModel, options: Partial<AgentScreenOptions> = {}) {
	const asked: string[] = [];
	const story: AgentStory = {model: () => model, subscribe: () => () => {}};
	const source = createAgentScreen({
		story,
		mode: 'run',
		isMotionless: false,
		now: () => now,
		actions: {
			retry: () => void asked.push('retry'),
			stop: (by) => void asked.push(`stop: ${by}`),
			leave: () => void asked.push('leave'),
			writeReport: (lines) => {
				asked.push(`report of ${lines.length} lines`);
				return '/tmp/report.txt';
			},
			toggleMaster: () => void asked.push('master'),
			togglePackets: () => void asked.push('packets'),
		},
		...options,
	});
	const press = (...keys: ReadonlyArray<Key | string>) => {
		for (const key of keys) {
			source.onKey(typeof key === 'string' ? {name: 'text', text: key} : key);
		}
	};

	const text = () =>
		drawRows(source.render(size), size).map((row) =>
			row
				.map((segment) => segment.text)
				.join('')
				.trimEnd(),
		);
	return {source, asked, press, text};
}

test('keys become what they ask for, once each', () => {
	const {asked, press} = open(reconnecting());
	press('r', 'q', 'n', 'q', 'y');
	expect(asked).toEqual(['retry', 'stop: q on the screen']);
	press({name: 'ctrl-c'}, {name: 'ctrl-c'});
	expect(asked.at(-1)).toBe('stop: ctrl-c');
});

test('a report has ten lines, its path is shown, and it is offered to the clipboard', () => {
	const copied: string[] = [];
	const {asked, press, text} = open(reconnecting(), {copyToClipboard: (report) => void copied.push(report)});
	press('y');
	expect(asked).toEqual(['report of 10 lines']);
	expect(text().at(-2)).toBe('   Report: /tmp/report.txt (and the clipboard)');
	expect(copied).toHaveLength(1);
	expect(copied[0]).toContain('RECONNECTING, down 1m 42s');
	expect(copied[0]).toContain('ECONNREFUSED: Nothing is listening at master.example:50050');
});

test('a report that the terminal did not take is not said to be in the clipboard', () => {
	const {press, text} = open(reconnecting(), {copyToClipboard: () => false});
	press('y');
	expect(text().at(-2)).toBe('   Report: /tmp/report.txt');
	const without = open(reconnecting());
	without.press('y');
	expect(without.text().at(-2)).toBe('   Report: /tmp/report.txt');
});

test('the clock goes on while a watched agent is gone, and nothing else changes by it', () => {
	let clockMs = now.wallMs;
	const {source, text} = open(reconnecting(), {
		mode: 'watch',
		goneSinceWall: () => now.wallMs,
		clockMs: () => clockMs,
	});
	const first = text();
	expect(first[0]).toContain('03:13:51');
	const [summary] = source.summary();
	clockMs += 3_600_000;
	expect(text()[0]).toContain('04:13:51');
	expect(text().slice(1)).toEqual(first.slice(1));
	expect(source.summary()[0]).toBe(summary);
});

test('a report tells the code of the reason once', () => {
	const copied: string[] = [];
	const {press} = open(reconnecting(), {copyToClipboard: (report) => void copied.push(report)});
	press('y');
	const reason = copied
		.join('')
		.split('\n')
		.find((line) => line.startsWith('Reason'));
	expect(reason).toBe(
		'Reason     ECONNREFUSED: Nothing is listening at master.example:50050. The master is probably down.',
	);
});

test('a report that cannot be written is told of', () => {
	const {press, text} = open(reconnecting(), {
		actions: {
			retry() {},
			stop() {},
			writeReport() {
				throw new Error('no room');
			},
		},
	});
	press('y');
	expect(text().at(-2)).toBe('   The report cannot be written: no room');
});

test('a key paints at once', () => {
	const {source, press} = open(reconnecting());
	const told: Urgency[] = [];
	const unsubscribe = source.subscribe((urgency) => told.push(urgency));
	press('?');
	unsubscribe();
	press('?');
	expect(told).toEqual(['now']);
});

test('tab flips to the other view, whose keys go there but for those of the demo', () => {
	const keys: Key[] = [];
	const otherView: ScreenSource = {
		subscribe: () => () => {},
		render: () => <Rows rows={[[{text: 'the master'}]]} />,
		onKey: (key) => void keys.push(key),
	};
	const {press, text, asked} = open(reconnecting(), {mode: 'demo', otherView});
	press({name: 'tab'});
	expect(text().join('\n').trimEnd()).toBe('the master');
	press('s', 'K', 'D', {name: 'down'});
	expect(keys).toEqual([{name: 'text', text: 's'}, {name: 'down'}]);
	expect(asked).toEqual(['master', 'packets']);
	press({name: 'tab'});
	expect(text()[2]).toContain('RECONNECTING');
	press({name: 'tab'}, {name: 'ctrl-c'});
	expect(asked.at(-1)).toMatch(/^stop/u);
});

test('what a key of the demo answers stands in the other view too, until the next key', () => {
	const rows = Array.from({length: 24}, (_, index) => [{text: `row ${index}`}]);
	const otherView: ScreenSource = {subscribe: () => () => {}, render: () => <Rows rows={rows} />, onKey() {}};
	const {press, text, source} = open(reconnecting(), {mode: 'demo', otherView});
	press({name: 'tab'});
	source.notify('The master is killed.');
	expect(text().slice(-3)).toEqual(['row 21', '   The master is killed.', 'row 23']);
	press('j');
	expect(text()).toEqual(rows.map(([segment]) => segment?.text));
});

test('a text that was scrolled to its end moves up at once', () => {
	const {source, press, text} = open(reconnecting());
	const draw = () => {
		source.render({columns: 40, rows: 12});
	};

	press('o', {name: 'enter'}, 'G');
	draw();
	press('g');
	draw();
	const small = {columns: 40, rows: 12};
	const begin = drawRows(source.render(small), small);
	press('G', 'k', 'k', 'k', 'k');
	expect(drawRows(source.render(small), small)).toEqual(begin);
	expect(text()).toHaveLength(24);
});

test("where text is typed in the other view the demo's keys are text too", () => {
	const keys: Key[] = [];
	const otherView: ScreenSource = {
		subscribe: () => () => {},
		render: () => <Rows rows={[]} />,
		onKey: (key) => keys.push(key),
		isTyping: () => true,
	};
	const {press, asked} = open(reconnecting(), {mode: 'demo', otherView});
	press({name: 'tab'}, {name: 'text', text: 'K'}, {name: 'text', text: 'D'});
	expect(keys).toEqual([
		{name: 'text', text: 'K'},
		{name: 'text', text: 'D'},
	]);
	expect(asked).toEqual([]);
});

test('without another view tab does nothing, and no key line names it', () => {
	const {press, text} = open(reconnecting(), {mode: 'demo'});
	press({name: 'tab'});
	expect(text()[2]).toContain('RECONNECTING');
	expect(text().at(-1)).not.toContain('tab');
});

test('waits in tenths are painted five times a second, others are not', () => {
	vi.useFakeTimers();
	const short = reconnecting();
	const demo = open({...short, policy: {...short.policy, maxDelayMs: 6000}});
	const told: Urgency[] = [];
	const unsubscribe = demo.source.subscribe((urgency) => told.push(urgency));
	vi.advanceTimersByTime(1000);
	expect(told).toHaveLength(5);
	unsubscribe();
	vi.advanceTimersByTime(1000);
	expect(told).toHaveLength(5);
	expect(vi.getTimerCount()).toBe(0);

	open(short).source.subscribe((urgency) => told.push(urgency));
	vi.advanceTimersByTime(1000);
	expect(told).toHaveLength(5);
});

test('the summary tells state, uptime, streak, outages and the log file', () => {
	const stopped = play(modelOf(), [
		...connect(at(3, 0, 0), 30, at(3, 13, 49)),
		{type: 'stopped', at: at(3, 13, 51), reason: {type: 'asked', by: 'q'}},
	]);
	expect(open(stopped).source.summary()).toEqual([
		'Agent web-eu-1: stopped at 03:13:51, up 6d 4h',
		'Streak 30, best ever 48,210; 2 outages in this run',
		'Log /home/ann/agent.log',
	]);
});
