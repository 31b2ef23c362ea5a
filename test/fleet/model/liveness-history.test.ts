import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	addLivenessChange,
	type LivenessChange,
	outagesOf,
	spansOf,
} from '../../../source/fleet/model/liveness-history.js';

const liveness = fc.constantFrom('active', 'late', 'lost', 'stopped', 'awaited');

function historyOf(...changes: readonly LivenessChange[]): readonly LivenessChange[] {
	return changes.reduce<readonly LivenessChange[]>(addLivenessChange, []);
}

test('before its first change an agent was what that tells, or nothing is known', () => {
	expect(spansOf(historyOf({at: 10_000, from: 'active', to: 'lost'}))).toEqual([
		{liveness: 'active', fromMs: Number.NEGATIVE_INFINITY, toMs: 10_000},
		{liveness: 'lost', fromMs: 10_000, toMs: Number.POSITIVE_INFINITY},
	]);
	expect(spansOf(historyOf({at: 10_000, from: undefined, to: 'lost'}))).toEqual([
		{liveness: 'lost', fromMs: 10_000, toMs: Number.POSITIVE_INFINITY},
	]);
});

test('an outage lasts from LOST to the next change, the newest first', () => {
	const history = historyOf(
		{at: 10_000, from: 'active', to: 'late'},
		{at: 20_000, from: 'late', to: 'lost'},
		{at: 50_000, from: 'lost', to: 'active'},
		{at: 90_000, from: 'active', to: 'lost'},
	);
	expect(outagesOf(history).map(({fromMs, toMs}) => [fromMs, toMs])).toEqual([
		[90_000, Number.POSITIVE_INFINITY],
		[20_000, 50_000],
	]);
});

test('an outage is counted once, and from its beginning, where that is told after a later moment of it', () => {
	const history = historyOf(
		{at: 100_000, from: undefined, to: 'lost'},
		{at: 50_000, from: 'late', to: 'lost'},
		{at: 120_000, from: 'lost', to: 'active'},
	);
	expect(outagesOf(history).map(({fromMs, toMs}) => [fromMs, toMs])).toEqual([[50_000, 120_000]]);
});

test('changes stand in order, bounded, and none repeats the one before, in whatever order they are told', () => {
	const change = fc.record({at: fc.nat(1e6), from: fc.constant(undefined), to: liveness});
	fc.assert(
		fc.property(fc.array(change, {maxLength: 120}), (told) => {
			const history = historyOf(...told);
			expect(history.length).toBeLessThanOrEqual(64);
			const times = history.map(({at}) => at);
			expect(times).toEqual([...times].sort((one, other) => one - other));
			expect(history.filter(({to}, index) => to === history[index - 1]?.to)).toEqual([]);
		}),
	);
});
