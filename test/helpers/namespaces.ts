import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {execute} from './facilities.js';
import type {Sandbox} from './sandbox.js';

/** A network of its own: no packet leaves it but over what it was joined to. */
export type Namespace = {
	readonly name: string;
	/** Stands before a command that is to run in it. */
	readonly prefix: readonly string[];
	/** Runs a command in it and returns what it printed. */
	readonly execute: (...command: readonly string[]) => string;
	/** Sets a file of /etc as processes see it that start in here. Written in place: those that run see a change. */
	readonly setEtc: (file: 'hosts' | 'resolv.conf', text: string) => void;
	/** The TCP sockets that are not at their end, one line each. */
	readonly sockets: () => readonly string[];
	/** Drops what comes in and matches, without a word to the sender. */
	readonly drop: (version: 4 | 6, ...match: readonly string[]) => void;
	/** Ends every drop. */
	readonly passAll: () => void;
	/** How many packets were dropped. */
	readonly dropped: (version: 4 | 6) => number;
};

let count = 0;

/** Makes a namespace with a loopback of its own. It goes with the sandbox. */
export function createNamespace(sandbox: Sandbox): Namespace {
	count++;
	const name = `sloth-${process.pid}-${count}`;
	const etc = join('/etc/netns', name);
	execute('ip', 'netns', 'add', name);
	sandbox.onDispose(() => {
		execute('ip', 'netns', 'del', name);
		rmSync(etc, {recursive: true, force: true});
	});
	const prefix = ['ip', 'netns', 'exec', name];
	const executeInside = (...command: readonly string[]) => execute('ip', 'netns', 'exec', name, ...command);
	executeInside('ip', 'link', 'set', 'lo', 'up');
	const tables = {4: 'iptables', 6: 'ip6tables'} as const;
	return {
		name,
		prefix,
		execute: executeInside,
		setEtc(file, text) {
			mkdirSync(etc, {recursive: true});
			writeFileSync(join(etc, file), text);
		},
		sockets: () => executeInside('ss', '-Htn').split('\n').filter(Boolean),
		drop(version, ...match) {
			executeInside(tables[version], '-A', 'INPUT', ...match, '-j', 'DROP');
		},
		passAll() {
			executeInside('iptables', '-F');
			executeInside('ip6tables', '-F');
		},
		dropped(version) {
			const counters = executeInside(tables[version], '-L', 'INPUT', '-v', '-x', '-n').split('\n').slice(2);
			return counters.reduce((sum, line) => sum + Number(line.trim().split(/\s+/u)[0] ?? 0), 0);
		},
	};
}

/** The two ends of a cable. */
export const addresses = {
	left: {v4: '10.77.0.1', v6: 'fd77::1'},
	right: {v4: '10.77.0.2', v6: 'fd77::2'},
} as const;

/** Joins two namespaces by a cable of their own. */
export function joinNamespaces(left: Namespace, right: Namespace): void {
	execute(
		...(['ip', 'link', 'add', 'cable', 'netns', left.name, 'type', 'veth'] as const),
		...['peer', 'name', 'cable', 'netns', right.name],
	);
	for (const [namespace, {v4, v6}] of [
		[left, addresses.left],
		[right, addresses.right],
	] as const) {
		namespace.execute('ip', 'addr', 'add', `${v4}/24`, 'dev', 'cable');
		namespace.execute('ip', 'addr', 'add', `${v6}/64`, 'dev', 'cable', 'nodad');
		namespace.execute('ip', 'link', 'set', 'cable', 'up');
	}
}
