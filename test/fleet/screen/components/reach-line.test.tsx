import {expect, test} from 'vitest';
import {ReachLine} from '../../../../source/fleet/screen/components/reach-line.js';
import {drawLines} from '../../../stories/draw-rows.js';
import {
	mixedFleet,
	neverInContact,
	ScreenUnderTest,
	snapshot,
	watching,
	withoutContact,
} from '../../../stories/fleet-fixture.js';

const line = (
	screen: ScreenUnderTest,
	columns: number,
	{title, rights = []}: {readonly title?: string; readonly rights?: readonly string[]} = {},
) => {
	const element = <ReachLine scene={screen.scene()} columns={columns} title={title} rights={rights} />;
	return drawLines(element, {columns, rows: 1})[0]?.trimEnd();
};

test('is a rule where all is well, and says since when a watched master is in contact', () => {
	expect(line(new ScreenUnderTest(), 20)).toBe('────────────────────');
	expect(line(watching(), 44)).toBe('─────────────── in contact since 01:13:51 ──');
});

test('shows the first of what stands at its right that fits beside its title', () => {
	const screen = new ScreenUnderTest().apply(mixedFleet());
	const ends = {title: '/ eu', rights: ['1-12 of 12   live', '1-12   live', 'live']};
	expect(line(screen, 34, ends)).toBe(' / eu ─────── 1-12 of 12   live ──');
	expect(line(screen, 22, ends)).toBe(' / eu ─ 1-12   live ──');
	expect(line(screen, 10, ends)).toBe('   live ──');
});

test('says in its place that there is no contact, since when, and what that means', () => {
	expect(line(withoutContact(), 80)).toBe(' ▲ NO CONTACT with this master for 1m 42s. Below: as it stood at 03:12:09.');
	expect(line(withoutContact(), 40)).toBe(' ▲ NO CONTACT 1m 42s, as of 03:12:09');
	expect(line(withoutContact(), 24)).toBe(' ▲ NO CONTACT 1m 42s');
	expect(line(neverInContact(), 40)).toBe(' ▲ NO CONTACT yet, for 42 s');
});

test('says that nothing is stored, but not of a master that is out of contact', () => {
	const told = snapshot([]);
	const problem = {...told, master: {version: '1', uptimeMs: 0, storeProblem: 'The disk is full.', trust: 'plaintext'}};
	expect(line(new ScreenUnderTest().apply(problem), 40)).toBe(' ▲ NOT STORED  The disk is full.');
	expect(line(neverInContact().apply(problem), 40)).toContain('NO CONTACT');
});
