import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {FleetAgent} from '../../../../source/fleet/model/fleet-agent.js';
import type {LivenessChange} from '../../../../source/fleet/model/liveness-history.js';
import {AgentRow} from '../../../../source/fleet/screen/components/agent-row.js';
import {AgentTable} from '../../../../source/fleet/screen/components/agent-table.js';
import {failureOfCode} from '../../../../source/protocol/failures/failure.js';
import {openLiveView} from '../../../helpers/live-view.js';
import {drawLines, drawRows, rowsText} from '../../../stories/draw-rows.js';
import {
	minute,
	mixedFleet,
	ScreenUnderTest,
	second,
	snapshot,
	tenThousand,
	update,
	watched,
	withoutContact,
} from '../../../stories/fleet-fixture.js';

const lineSize = {columns: 80, rows: 1};

test('the row of an agent has a cell under each head', () => {
	const scene = new ScreenUnderTest().apply(mixedFleet()).scene();
	const table = <AgentTable scene={scene} width={80} hasHeads rows={3} />;
	expect(drawLines(table, {columns: 80, rows: 4}).map((line) => line.trimEnd())).toEqual([
		'   STATUS   AGENT               LAST  STREAK     RTT  NEXT         VERS   6 MIN',
		'▸ × LOST    db-us-2          14m 20s       0       -  unknown      1.4.1  ××××××',
		'  ! LATE    api-eu-3            12 s     812   88 ms  lost in 8 s  1.4.2  ─────!',
		'  ● ACTIVE  api-eu-1               ·  48,210   12 ms               1.4.2  ──────',
	]);
});

/** The row of one agent, and how often it was made. */
function watchedRow(agent: FleetAgent) {
	let made = 0;
	const history: readonly LivenessChange[] = [];
	const counted: FleetAgent = Object.defineProperty({...agent}, 'version', {
		get() {
			made++;
			return agent.version;
		},
	});
	return {
		made: () => made,
		at: (now: number, {isSelected = false} = {}) => (
			<AgentRow
				agent={counted}
				history={history}
				moment={{monotonicMs: now, wallMs: now}}
				isSelected={isSelected}
				isMotionless={false}
				isDim={false}
				width={80}
			/>
		),
	};
}

function oneAgent(liveness: string): FleetAgent {
	const agent = new ScreenUnderTest()
		.apply(snapshot([{name: 'a', liveness}]))
		.screen.model.agents()
		.get('a');
	if (agent === undefined) {
		throw new Error('There is no such agent');
	}

	return agent;
}

test('the row of an active agent that did not change is not made again', async () => {
	const row = watchedRow(oneAgent('active'));
	const view = openLiveView(row.at(0), lineSize);
	const first = await view.draw(row.at(second));
	expect(row.made()).toBe(1);
	expect(await view.draw(row.at(2 * second))).toEqual(first);
	expect(row.made()).toBe(1);
	expect(await view.draw(row.at(3 * second, {isSelected: true}))).not.toEqual(first);
	expect(row.made()).toBe(2);
	view.close();
});

test('the row of a late one is, at each moment', async () => {
	const row = watchedRow(oneAgent('late'));
	const view = openLiveView(row.at(0), lineSize);
	await view.draw(row.at(second));
	await view.draw(row.at(2 * second));
	expect(row.made()).toBe(3);
	view.close();
});

test('an outage moves through the strip of an agent that is active again', async () => {
	const screen = new ScreenUnderTest().apply(snapshot([{name: 'a', handle: 1}]));
	const told = (liveness: string) => update({agents: [watched({name: 'a', handle: 1, liveness, ageMs: 0})]});
	screen
		.apply(told('lost'))
		.pass(30 * second)
		.apply(told('active'));
	const view = openLiveView(screen.screen.render(screen.size), screen.size);
	const strips = new Set<string>();
	for (let minutes = 0; minutes < 7; minutes++) {
		const rows = await view.draw(screen.pass(minute).screen.render(screen.size));
		strips.add(/.{6}$/u.exec(rowsText(rows.slice(4, 5)))?.[0] ?? '');
	}

	expect([...strips]).toEqual(['────×─', '───×──', '──×───', '─×────', '×─────', '──────']);
	view.close();
});

test('whatever happens, a tree that lives shows what a new one shows', async () => {
	const step = fc.oneof(
		fc.constantFrom('j', 'G', 'o', '?', '<escape>', '<enter>', 'e').map((key) => ({key})),
		fc.tuple(fc.nat(5), fc.constantFrom('active', 'late', 'lost')).map((change) => ({change})),
		fc.nat(5).map((beat) => ({beat})),
		fc.constantFrom(second, 10 * second, 3 * minute, 7 * minute).map((pass) => ({pass})),
		fc.constant({contact: false}),
		fc.constant({contact: true}),
	);
	await fc.assert(
		fc.asyncProperty(fc.array(step, {minLength: 1, maxLength: 30}), async (steps) => {
			const screen = new ScreenUnderTest({isInProcess: false});
			const size = {columns: 120, rows: 36};
			screen.size = size;
			screen.apply(snapshot(Array.from({length: 6}, (_, index) => ({name: `a${index}`, handle: index + 1}))));
			const view = openLiveView(screen.screen.render(size), size);
			for (const one of steps) {
				if ('key' in one) {
					screen.press(one.key);
				} else if ('change' in one) {
					const [index, liveness] = one.change;
					screen.apply(update({agents: [watched({name: `a${index}`, liveness, ageMs: 0, handle: index + 1})]}));
				} else if ('beat' in one) {
					const beats = {handles: [one.beat + 1], agesMs: [0], streaks: [7], roundTripsMs: [9]};
					screen.apply(update({beats}));
				} else if ('pass' in one) {
					screen.pass(one.pass);
				} else {
					const since = screen.moment.monotonicMs;
					screen.screen.setReach(
						one.contact
							? {type: 'connected', since}
							: {
									type: 'none',
									isFirst: false,
									since,
									reason: failureOfCode('ECONNREFUSED', {address: {host: 'm.example', port: 50_050}}),
									nextAttemptAt: since + minute,
								},
					);
				}

				const element = screen.screen.render(size);
				expect(await view.draw(element)).toEqual(drawRows(element, size));
			}

			view.close();
		}),
		{numRuns: 30},
	);
}, 60_000);

test('only agents on the screen are elements, also of ten thousand', () => {
	const scene = new ScreenUnderTest().apply(snapshot(tenThousand())).scene();
	const {children} = AgentTable({scene, width: 80, hasHeads: false, rows: 12}).props as {
		readonly children: readonly unknown[];
	};
	expect(children.flat().filter(Boolean)).toHaveLength(12);
});

test('without contact all of it is dim', () => {
	const table = <AgentTable scene={withoutContact().scene()} width={80} hasHeads rows={12} />;
	const styles = drawRows(table, {columns: 80, rows: 13}).flatMap((row) =>
		row.flatMap(({text, style}) => (text.trim() === '' ? [] : (style ?? 'plain'))),
	);
	expect(new Set(styles)).toEqual(new Set(['dim']));
});
