import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {realpathSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {createInterface} from 'node:readline';

/** The master of the demo: a real one, a process of its own. */
export type DemoMaster = {
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
};

/** Prepares the master. It takes a free port at its first start, and keeps its data in `directory`. */
export function createDemoMaster(directory: string): DemoMaster {
	const script = join(dirname(realpathSync(process.argv[1] ?? '')), 'sloth-master.js');
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
		isSilent = false;
		return victim.pid ?? 0;
	};

	return {
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
			const started = spawn(
				process.execPath,
				[script, 'start', '--plain', '--port', String(port), '--data-dir', join(directory, 'master')],
				{stdio: ['ignore', 'pipe', 'pipe'], env: withoutSettings(process.env)},
			);
			child = started;
			// One that ends by itself can be started again.
			started.once('exit', () => {
				child = child === started ? undefined : child;
			});
			started.once('error', () => started.stdout.destroy());
			const lines: string[] = [];
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

			child = undefined;
			throw new Error(`The demo's master did not start: ${lines.at(-1) ?? 'it said nothing'}`);
		},
		kill,
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
