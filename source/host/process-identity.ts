import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {promisify} from 'node:util';
import {systemErrorCode} from './host-error.js';

/** A process id comes back, after a reboot within minutes: the time of its start tells one process from the next. */
export type ProcessIdentity = {
	readonly pid: number;
	/** Opaque. Undefined where the platform does not tell. */
	readonly startedAt: string | undefined;
};

/** This process, as others recognise it. */
export async function thisProcess(): Promise<ProcessIdentity> {
	return {pid: process.pid, startedAt: await readStart(process.pid)};
}

/** Whether the process that was described still runs. Where starts are not told its id has to do. */
export async function isSameProcess({pid, startedAt}: ProcessIdentity): Promise<boolean> {
	try {
		process.kill(pid, 0);
	} catch (error) {
		// EPERM: it runs as somebody else.
		if (systemErrorCode(error) !== 'EPERM') {
			return false;
		}
	}

	const now = startedAt === undefined ? undefined : await readStart(pid);
	return startedAt === undefined || now === undefined || now === startedAt;
}

async function readStart(pid: number): Promise<string | undefined> {
	return readStartFromProc(pid) ?? (await readStartFromPs(pid));
}

/** Field 22 of /proc/PID/stat, in clock ticks after boot: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function readStartFromProc(pid: number): string | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		const ticks = text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
		return ticks === undefined ? undefined : `${boot} ${ticks}`;
	} catch {
		return undefined;
	}
}

async function readStartFromPs(pid: number): Promise<string | undefined> {
	try {
		const {stdout} = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], {
			env: {...process.env, LC_ALL: 'C', TZ: 'UTC'},
			timeout: 5000,
		});
		return stdout.trim() || undefined;
	} catch {
		return undefined;
	}
}
