import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmdirSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** What some tests need of the machine. Each throws where it cannot be had. */
const facilities = {
	'root on Linux': verifyRoot,
	'a file system in memory': () => {
		verifyRoot();
		const directory = mkdtempSync(join(tmpdir(), 'sloth-mount-'));
		try {
			execute('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', directory);
			execute('umount', directory);
		} finally {
			rmdirSync(directory);
		}
	},
	'network namespaces with iptables': () => {
		verifyRoot();
		execute('ss', '-V');
		const name = `sloth-probe-${process.pid}`;
		execute('ip', 'netns', 'add', name);
		try {
			execute('ip', 'netns', 'exec', name, 'iptables', '-A', 'INPUT', '-p', 'tcp', '--dport', '1', '-j', 'DROP');
			execute('ip', 'netns', 'exec', name, 'ip6tables', '-A', 'INPUT', '-p', 'tcp', '--dport', '1', '-j', 'DROP');
		} finally {
			execute('ip', 'netns', 'del', name);
		}
	},
} as const;

/**
True where this machine lacks something, after one line that says what and why. On CI nothing may be lacking: there it
throws.
*/
export function isMissing(facility: keyof typeof facilities): boolean {
	try {
		facilities[facility]();
		return false;
	} catch (error) {
		const why = (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s+/gu, ' ');
		const line = `This machine lacks ${facility}: ${why}`;
		if (['1', 'true'].includes(process.env['CI'] ?? '')) {
			throw new Error(line, {cause: error});
		}

		console.warn(`Tests are skipped. ${line}`);
		return true;
	}
}

/** Runs a command to its end and returns what it printed. Throws with what it said. */
export function execute(file: string, ...words: readonly string[]): string {
	return execFileSync(file, words, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
}

function verifyRoot(): void {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) {
		throw new Error('the tests do not run as root on Linux');
	}
}
