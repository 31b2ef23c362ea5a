import {expect, test} from 'vitest';
import {traceLinks} from '../../../source/agent/link/traced-link.js';
import {FakeMaster, failure} from '../../helpers/fake-link.js';

const address = {host: 'master.example', port: 50_050};

/** Links to a fake master, and what was told of them: durations are left out. */
function open(fake: FakeMaster) {
	const told: string[] = [];
	const openLink = traceLinks(fake.openLink, (message, {took, ...fields}) => {
		const words = Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
		told.push([message, ...(took === undefined ? [] : ['took']), ...words].join(' '));
	});
	const ended: string[] = [];
	const dial = () =>
		openLink(address, {
			limitMs: 100,
			signal: new AbortController().signal,
			onEnd: ({failure: {code}}) => ended.push(code),
		});
	return {told, ended, dial};
}

test('tells a dial, the session that is opened on it, the one that is resumed, and its end', async () => {
	const fake = new FakeMaster();
	const {told, ended, dial} = open(fake);
	const first = await dial();
	const registration = await first.register(100);
	expect(await first.beat({streak: 0, roundTripMs: 0}, 100)).toBe(fake.roundTripMs);
	const second = await dial();
	second.resume(registration);
	fake.cut();
	await second.unregister(100);
	expect(told).toEqual([
		'Dialled master.example:50050 took',
		'Session opened took session=session-1 beats=stream',
		'Dialled master.example:50050 took',
		'Session resumed session=session-1 beats=stream',
		expect.stringMatching(/^Link ended session=session-1 code=ENDED/u),
		expect.stringMatching(/^Link ended session=session-1 code=ENDED/u),
		'Session ended on purpose session=session-1',
	]);
	expect(ended).toEqual(['ENDED', 'ENDED']);
});

test('tells why a dial and a registration failed, and throws it', async () => {
	const fake = new FakeMaster();
	fake.onDial = () => {
		throw failure();
	};
	const {told, dial} = open(fake);
	await expect(dial()).rejects.toThrow();
	fake.onDial = () => {};
	fake.onRegister = () => {
		throw failure('refused', 'PERMISSION_DENIED');
	};
	const link = await dial();
	await expect(link.register(100)).rejects.toThrow();
	expect(told).toEqual([
		'Dial of master.example:50050 failed took code=ECONNREFUSED',
		'Dialled master.example:50050 took',
		'Registration failed took code=PERMISSION_DENIED',
	]);
});
