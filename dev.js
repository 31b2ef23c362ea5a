// `npm run dev [-- agent|master WORDS…]`: builds, starts that program, and does both again whenever a file of source/ has
// changed. Without words it is the demo. ctrl-c ends it.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {rm} from 'node:fs/promises';
import {context} from 'esbuild';
import {programs} from './build-options.js';

const [program = 'agent', ...words] = process.argv.slice(2);
const script = {agent: 'dist/sloth-agent.js', master: 'dist/sloth-master.js'}[program];
if (script === undefined) {
	process.stderr.write(`Expected agent or master, got ${JSON.stringify(program)}\n`);
	process.exit(2);
}

let child;
const stop = async () => {
	const ending = child;
	child = undefined;
	if (ending !== undefined && ending.exitCode === null && ending.signalCode === null) {
		const ended = once(ending, 'exit');
		ending.kill('SIGTERM');
		await ended;
	}
};

const start = async () => {
	await stop();
	const started = spawn(process.execPath, [script, ...(process.argv.length > 2 ? words : ['demo'])], {
		stdio: 'inherit',
	});
	child = started;
	started.once('exit', (code, signal) => {
		// One that was not stopped here has ended by itself, as after q.
		if (child === started) {
			process.exit(code ?? (signal === null ? 1 : 0));
		}
	});
};

const restarting = {
	name: 'restart',
	setup({onEnd}) {
		onEnd(async ({errors}) => {
			if (errors.length === 0) {
				await start();
			}
		});
	},
};

await rm('dist', {recursive: true, force: true});
const building = await context({...programs, plugins: [...programs.plugins, restarting]});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.on(signal, async () => {
		await stop();
		await building.dispose();
		process.exit(0);
	});
}

await building.watch();
