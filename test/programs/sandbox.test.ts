import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {expect, test} from 'vitest';
import {isProcessRunning} from '../helpers/program.js';
import {openSandbox} from '../helpers/sandbox.js';

test('a sandbox ends what was started in it, and removes its files', async () => {
	const sandbox = openSandbox('this test');
	const program = sandbox.startCommand(['sleep', '600']);
	await sandbox.dispose();
	expect(await isProcessRunning(program.pid)).toBe(false);
	expect(existsSync(sandbox.directory)).toBe(false);
});

test.skipIf(process.platform !== 'linux')('a process that a test forgot is ended, and fails the test', async () => {
	const sandbox = openSandbox('this test');
	const {pid = 0} = spawn('sleep', ['600'], {stdio: 'ignore', detached: true, env: sandbox.environment});
	await expect(sandbox.dispose()).rejects.toThrow(`"this test" left processes: ${pid} sleep 600`);
	expect(await isProcessRunning(pid)).toBe(false);
	expect(existsSync(sandbox.directory)).toBe(false);
});
