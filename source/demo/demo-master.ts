import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';

/** The master of the demo: a real one, a process of its own. */
export type DemoMaster = {
	/** Where the whole demo keeps its files. */
	readonly directory: string;
	/** The port that it listens on, the same after every start. */
	readonly port: () => number;
	readonly isRunning: () => boolean;
	/** 0 while it does not run. */
	readonly processId: () => number;
	/** Resolves with its process id once it listens. */
	readonly start: () => Promise<number>;
	/** True while it hears and says nothing, as where a network drops its packets. */
	readonly isSilent: () => boolean;
	/** Stops or continues its process: SIGSTOP, SIGCONT. */
	readonly silence: (isSilent: boolean) => void;
	/** kill -9. Resolves with the id of the process that is gone. */
	readonly kill: () => Promise<number>;
	/** Kills it and removes the directory. An end of this process that does not come to that does the same. */
	readonly close: () => Promise<void>;
};

/** Prepares the master and makes its directory. It takes a free port at its first start. `signal` ends a start under way. */
export function createDemoMaster(signal: AbortSignal): DemoMaster {
	const script = join(dirname(realpathSync(process.argv[1] ?? '')), 'sloth-master.js');
	const directory = mkdtempSync(join(tmpdir(), 'sloth-demo-'));
	let child: ChildProcess | undefined;
	let port = 0;
	let isSilent = false;

	const kill = async () => {
		const victim = child;
		if (victim === undefined || victim.exitCode !== null || victim.signalCode !== null) {
			return 0;
		}

		const exited = once(victim, 'exit');
		victim.kill('SIGKILL');
		await exited;
		return victim.pid ?? 0;
	};

	const onExit = () => {
		child?.kill('SIGKILL');
		try {
			// The master may write a last file while it dies.
			rmSync(directory, {recursive: true, force: true, maxRetries: 3, retryDelay: 20});
		} catch {
			// Nobody is left to tell.
		}
	};

	process.once('exit', onExit);

	return {
		directory,
		port: () => port,
		isRunning: () => child !== undefined,
		processId: () => child?.pid ?? 0,
		isSilent: () => isSilent,
		silence(silent) {
			if (child?.kill(silent ? 'SIGSTOP' : 'SIGCONT')) {
				isSilent = silent;
			}
		},
		async start() {
			if (signal.aborted) {
				throw new Error('The demo ends');
			}

			const started = spawn(
				process.execPath,
				[script, 'start', '--plain', '--port', String(port), '--data-dir', join(directory, 'master')],
				{stdio: ['ignore', 'pipe', 'pipe'], env: withoutSettings(process.env)},
			);
			child = started;
			// One that ends by itself can be started again.
			const forget = () => {
				if (child === started) {
					child = undefined;
					isSilent = false;
				}
			};

			const abort = () => started.kill('SIGKILL');
			started.once('exit', forget);
			started.once('error', () => {
				forget();
				started.stdout.destroy();
			});
			signal.addEventListener('abort', abort, {once: true});
			const lines: string[] = [];
			try {
				for await (const line of createInterface({input: started.stdout})) {
					lines.push(line);
					const listening = /Master listens at \S+:(?<port>\d+)/u.exec(line)?.groups?.['port'];
					if (listening !== undefined) {
						port = Number(listening);
						started.stdout.resume();
						started.stderr.resume();
						return started.pid ?? 0;
					}
				}
			} finally {
				signal.removeEventListener('abort', abort);
			}

			throw new Error(`The demo's master did not start: ${lines.at(-1) ?? 'it said nothing'}`);
		},
		kill,
		async close() {
			await kill();
			process.off('exit', onExit);
			rmSync(directory, {recursive: true, force: true});
		},
	};
}

/** Kills the master or starts it, one after the other however fast the key comes. */
export function masterToggle(master: DemoMaster, notify: (sentence: string) => void): () => void {
	let isBusy = false;
	const toggle = async () => {
		isBusy = true;
		try {
			notify(
				master.isRunning()
					? `The master is killed: kill -9 ${await master.kill()}. K brings it back.`
					: `The master is back, PID ${await master.start()}. K kills it again.`,
			);
		} catch (error) {
			notify(error instanceof Error ? error.message : String(error));
		} finally {
			isBusy = false;
		}
	};

	return () => {
		if (!isBusy) {
			void toggle();
		}
	};
}

/** The user's own settings would change the demo. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(environment).filter(([key]) => !key.startsWith('SLOTH_')));
}
