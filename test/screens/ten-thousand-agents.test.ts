import {expect} from 'vitest';
import {bundleFixture} from '../helpers/bundle-fixture.js';
import {freePort} from '../helpers/ports.js';
import {bytesASecond, countOf, eraseScreen, eraseScrollback, expectErasures, test} from './screen-program.js';

/** Some 18 s with a core to itself. */
const limitMs = 120_000;

const agents = 10_000;
const connections = 8;

/** What agents do unless they are told otherwise: two thousand heartbeats a second of all of them. */
const heartbeatIntervalMs = 5000;

/** For how many ticks of its clock an idle screen is listened to. */
const quietSeconds = 3;

/** A whole picture in each second is more, at both sizes. */
const mostBytesASecond = 2000;

test("with ten thousand agents that beat, the master's screen writes little, and erases only where it must", {
	timeout: limitMs,
}, async ({sandbox, terminals}) => {
	const script = await bundleFixture(sandbox.directory, new URL('../fixtures/many-agents.ts', import.meta.url));
	const port = await freePort();
	const master = terminals.start('sloth-master', ['start', '--port', String(port)], {columns: 120, rows: 36});
	await master.shows('No agent has registered yet.');
	const fleet = sandbox.startCommand(
		[process.execPath, script, `127.0.0.1:${port}`, agents, heartbeatIntervalMs, connections].map(String),
	);
	await fleet.waitForLine(/^ready$/u, {limitMs: limitMs / 2});
	await master.shows('● 10,000 active', /● ACTIVE +many-1 /u);
	const wide = await bytesASecond(master, quietSeconds);
	await expectErasures(master, {columns: 80, rows: 24});
	const narrow = await bytesASecond(master, quietSeconds);
	// They did beat meanwhile, and the screen tells it.
	await master.shows('● 10,000 active', /● ACTIVE +many-1 +· +(?:[2-9]|\d\d+) /u);
	for (const bytes of [wide, narrow]) {
		expect(bytes).toBeGreaterThan(0);
		expect(bytes).toBeLessThan(mostBytesASecond);
	}

	expect(countOf(master.written, eraseScreen)).toBe(3);
	expect(master.written).not.toContain(eraseScrollback);
	expect(fleet.errors()).toBe('');
});
