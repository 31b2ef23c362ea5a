import {once} from 'node:events';
import {closeSync, existsSync, openSync} from 'node:fs';
import {expect} from 'vitest';
import {test} from '../helpers/sandbox.js';

test('events that are followed end with the first that nobody reads, without a complaint', {timeout: 60_000}, async ({
	sandbox,
}) => {
	const {address} = await sandbox.startMaster();
	const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', '--master', address]);
	const follower = sandbox.start('sloth-master', ['events', '--follow', '--master', address]);
	await follower.waitForLine(/agent\.registered/u);
	const {stdout} = follower.child;
	if (stdout === null) {
		throw new Error('Expected the standard output to be a pipe');
	}

	const closed = once(stdout, 'close');
	stdout.destroy();
	await closed;
	agent.signal('SIGTERM');
	expect(await follower.exit).toEqual({code: 0, signal: null});
	expect(follower.errors()).toBe('');
});

test.for([
	['events --follow', ['events', '--follow']],
	['watch', ['watch']],
] as const)(
	'%s ends with its terminal, however quiet the fleet is',
	{timeout: 60_000},
	async ([, words], {sandbox}) => {
		const {address} = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', '--master', address]);
		await agent.waitForLine(/Agent active/u);
		const follower = sandbox.start('sloth-master', [...words, '--master', address]);
		await follower.waitForLine(/agent\.registered/u);
		follower.signal('SIGHUP');
		expect(await follower.exit).toEqual({code: 0, signal: null});
		expect(follower.errors()).toBe('');
	},
);

test.skipIf(!existsSync('/dev/full')).for([{words: []}, {words: ['--json']}, {words: ['--follow']}])(
	'events with $words that cannot be written are no fault of the master',
	{timeout: 60_000},
	async ({words}, {sandbox}) => {
		const {address} = await sandbox.startMaster();
		const agent = sandbox.start('sloth-agent', ['start', '--plain', '--name', 'web-1', '--master', address]);
		await agent.waitForLine(/Agent active/u);
		const full = openSync('/dev/full', 'w');
		try {
			const events = ['events', '--master', address, ...words];
			expect(await sandbox.run('sloth-master', events, {stdio: ['ignore', full, 'pipe']})).toEqual({
				code: 1,
				stdout: '',
				stderr: expect.stringMatching(/^sloth-master: The standard output cannot be written: [^\n]+\n$/u),
			});
		} finally {
			closeSync(full);
		}
	},
);
