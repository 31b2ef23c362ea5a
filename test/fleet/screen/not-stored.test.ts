import {expect, test} from 'vitest';
import {mixedFleet, ScreenUnderTest, update, withoutContact} from '../../stories/fleet-fixture.js';

const storeProblem = 'No space is left for the database in /data: free some space on that device';
const master = (problem: string) =>
	update({master: {version: '1.4.2', uptimeMs: 1000, storeProblem: problem, trust: ''}});

function thirdRow(screen: ScreenUnderTest): string {
	return (screen.text().split('\n')[2] ?? '').trimEnd();
}

test('a master that cannot write its registry says so, and why, until it can', () => {
	const screen = new ScreenUnderTest().apply(mixedFleet());
	expect(thirdRow(screen)).not.toContain('NOT STORED');
	screen.apply(master(storeProblem));
	expect(thirdRow(screen)).toMatch(
		/^ ▲ NOT STORED {2}No space is left for the database in \/data: free some space .*…$/u,
	);
	screen.size = {columns: 40, rows: 12};
	expect(thirdRow(screen)).toMatch(/^ ▲ NOT STORED {2}No space is left for .*…$/u);
	screen.apply(master(''));
	expect(thirdRow(screen)).not.toContain('NOT STORED');
});

test('of a master without contact only that is told', () => {
	const screen = withoutContact();
	screen.apply(master(storeProblem));
	expect(thirdRow(screen)).toContain('NO CONTACT');
	expect(screen.text()).not.toContain('NOT STORED');
});
