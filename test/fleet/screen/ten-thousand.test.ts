import {expect, test} from 'vitest';
import {ScreenUnderTest, snapshot, update, watched} from '../../stories/fleet-fixture.js';

const fleet = Array.from({length: 10_000}, (_, index) => ({
	name: `agent-${index}`,
	liveness: index % 100 === 7 ? 'lost' : 'active',
	ageMs: index * 1000,
	handle: index + 1,
}));

/** The fraction `share` of the numbers is at most this. */
function percentile(numbers: readonly number[], share: number): number {
	return [...numbers].sort((one, other) => one - other)[Math.ceil(numbers.length * share) - 1] ?? Number.NaN;
}

function timeKeys(screen: ScreenUnderTest, count: number): number[] {
	const keys = ['j', 'k', '<page-down>', 'G', 'g', 'o', '<enter>', '<escape>', '/', '7', '<escape>', 'e', '<escape>'];
	return Array.from({length: count}, (_, index) => {
		screen.pass(300);
		const startedAt = performance.now();
		screen.press(keys[index % keys.length] ?? 'j').draw();
		return performance.now() - startedAt;
	});
}

test('from a key to drawn rows it takes under 50 ms with ten thousand agents', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet));
	timeKeys(screen, 60);
	const times = timeKeys(screen, 400);
	// Some 15 ms at the 99th percentile on an idle core; the bound leaves room for a busy one.
	expect(percentile(times, 0.5)).toBeLessThan(50);
	expect(percentile(times, 0.99)).toBeLessThan(150);
	if (process.env['SHOW_FIGURES'] === '1') {
		console.log(
			`key to rows: p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
		);
	}
});

test('a picture without a sort costs about the same with a thousand agents and with ten thousand', () => {
	const cost = (count: number) => {
		const screen = new ScreenUnderTest().apply(snapshot(fleet.slice(0, count)));
		screen.draw();
		const times = Array.from({length: 200}, () => {
			const startedAt = performance.now();
			screen.pass(1).draw();
			return performance.now() - startedAt;
		});
		return percentile(times, 0.5);
	};
	cost(1000);
	expect(cost(10_000)).toBeLessThan(8 * cost(1000) + 1);
});

test('only agents on the screen become rows', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet));
	const rows = screen.draw();
	expect(rows).toHaveLength(24);
	expect(screen.text().match(/^[▸ ] . [A-Z]+ +agent-/gmu)).toHaveLength(12);
});

test('two thousand heartbeats a second cost little', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet));
	screen.draw();
	const beats = {
		handles: Array.from({length: 4000}, (_, index) => index + 1),
		agesMs: Array.from({length: 4000}, () => 100),
		streaks: Array.from({length: 4000}, () => 500),
		roundTripsMs: Array.from({length: 4000}, () => 12),
	};
	const startedAt = performance.now();
	for (let round = 0; round < 20; round++) {
		screen.pass(2000).apply(update({beats}));
		screen.draw();
		screen.pass(1000).draw();
	}

	const msOfTwoSeconds = (performance.now() - startedAt) / 20;
	expect(msOfTwoSeconds).toBeLessThan(400);
	if (process.env['SHOW_FIGURES'] === '1') {
		console.log(`two seconds of 2,000 heartbeats a second: ${msOfTwoSeconds.toFixed(1)} ms`);
	}
});

test('a whole fleet that is lost at once is folded and drawn in well under a second', () => {
	const screen = new ScreenUnderTest().apply(snapshot(fleet));
	screen.draw();
	const agents = fleet.map(({name, handle}) => watched({name, handle, liveness: 'lost', ageMs: 0}));
	const startedAt = performance.now();
	screen.pass(1000).apply(update({agents}));
	expect(screen.text()).toContain('× 10,000 lost');
	expect(performance.now() - startedAt).toBeLessThan(2000);
});
