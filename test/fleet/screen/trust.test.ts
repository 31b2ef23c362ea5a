import {expect, test} from 'vitest';
import {mixedFleet, ScreenUnderTest, update} from '../../stories/fleet-fixture.js';

function headOf(told: string): string {
	const master = {version: '1.4.2', uptimeMs: 1000, storeProblem: '', trust: told};
	const screen = new ScreenUnderTest({isInProcess: false}).apply(mixedFleet()).apply(update({master}));
	return screen.text().split('\n')[0] ?? '';
}

test('what a connection to the master is, stands as the master tells it', () => {
	expect(headOf('in a tunnel')).toContain('   in a tunnel   ');
	expect(headOf('in a tunnel')).not.toContain('plaintext');
	expect(headOf('\u001B[31m')).not.toContain('\u001B');
});

test('of a master that does not tell it, the own connection is told', () => {
	expect(headOf('')).toContain('   plaintext   ');
});
