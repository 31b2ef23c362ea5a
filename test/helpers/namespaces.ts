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
	left: {v4: '10.77.0.1', v6: 'fd77::1', link: '02:00:00:00:00:01'},
	right: {v4: '10.77.0.2', v6: 'fd77::2', link: '02:00:00:00:00:02'},
} as const;

/** Joins two namespaces by a cable of their own. */
export function joinNamespaces(left: Namespace, right: Namespace): void {
	const ends = [
		{namespace: left, own: addresses.left, other: addresses.right},
		{namespace: right, own: addresses.right, other: addresses.left},
	];
	execute(
		'ip',
		'link',
		'add',
		'cable',
		'netns',
		left.name,
		'type',
		'veth',
		'peer',
		'name',
		'cable',
		'netns',
		right.name,
	);
	for (const {namespace, own} of ends) {
		// Without a link-local address, which would be tried out for a second first.
		namespace.execute('ip', 'link', 'set', 'cable', 'addrgenmode', 'none', 'address', own.link);
		namespace.execute('ip', 'addr', 'add', `${own.v4}/24`, 'dev', 'cable');
		namespace.execute('ip', 'addr', 'add', `${own.v6}/64`, 'dev', 'cable', 'nodad');
		namespace.execute('ip', 'link', 'set', 'cable', 'up');
	}

	for (const {namespace, other} of ends) {
		// No packet waits for the neighbour to be found.
		namespace.execute('ip', 'neigh', 'replace', other.v6, 'lladdr', other.link, 'nud', 'permanent', 'dev', 'cable');
	}
}
