import {accessSync, constants, mkdirSync, realpathSync, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {basename, dirname, isAbsolute, join, resolve} from 'node:path';
import envPaths from 'env-paths';
import {isAgentName} from '../base/agent-name.js';
import {HostError, systemErrorCode, systemErrorWords} from './host-error.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which agent of this machine: the state directory that it is in, and its name. */
export type AgentPlace = {
	readonly stateDirectory: string;
	readonly name: string;
};

/**
Where the agents of this user keep their state: `$XDG_STATE_HOME/sloth-agent`, else `~/.local/state/sloth-agent`,
and the platform's own place on macOS and Windows.
*/
export function stateDirectory(environment: Environment): string {
	return (
		xdgDirectory('sloth-agent', 'XDG_STATE_HOME', ['.local', 'state'], environment) ??
		envPaths('sloth-agent', {suffix: ''}).log
	);
}

/** The folder of one agent in the state directory of its user. Throws a `HostError` where `name` is no agent's name. */
export function agentDirectory({stateDirectory: directory, name}: AgentPlace): string {
	if (!isAgentName(name)) {
		throw new HostError(`Expected the name of an agent, got ${JSON.stringify(name)}`, 2);
	}

	return join(directory, name);
}

/** Where a master keeps its data unless it is told otherwise: `$XDG_DATA_HOME/sloth-master`, else `~/.local/share/sloth-master`. */
export function masterDataDirectory(environment: Environment): string {
	return (
		xdgDirectory('sloth-master', 'XDG_DATA_HOME', ['.local', 'share'], environment) ??
		envPaths('sloth-master', {suffix: ''}).data
	);
}

/**
env-paths fixes the home directory when it is imported and takes a relative XDG path, which the specification says to
ignore (https://specifications.freedesktop.org/basedir-spec/latest/). A relative one would mean another directory, and
with it another lock, in each working directory.
*/
function xdgDirectory(
	name: string,
	variable: string,
	fallback: readonly string[],
	environment: Environment,
): string | undefined {
	if (process.platform === 'darwin' || process.platform === 'win32') {
		return undefined;
	}

	const given = environment[variable];
	if (given !== undefined && isAbsolute(given)) {
		return join(given, name);
	}

	const home = environment['HOME'];
	return join(home !== undefined && isAbsolute(home) ? home : homedir(), ...fallback, name);
}

/**
Makes a directory that only this user can enter, with its parents, and checks that files can be made in it.
One that exists keeps its mode. Throws a `HostError` that says in one line why it cannot be used.
*/
export function ensureDirectory(path: string, exitCode = 1): void {
	try {
		makeDirectories(resolve(path));
		accessSync(path, constants.W_OK | constants.X_OK);
	} catch (error) {
		throw error instanceof HostError
			? error
			: new HostError(`The directory ${path} cannot be used: ${systemErrorWords(error)}`, exitCode, {cause: error});
	}
}

/** Node's own `recursive` never returns where a file system has the parent but takes no directory, such as /proc. */
function makeDirectories(path: string): void {
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		if (isDirectory(path)) {
			return;
		}

		if (systemErrorCode(error) !== 'ENOENT' || isDirectory(dirname(path))) {
			throw error;
		}

		makeDirectories(dirname(path));
		// With its parent there this is the last try, and another process may be quicker.
		makeDirectories(path);
	}
}

function isDirectory(path: string): boolean {
	return statSync(path, {throwIfNoEntry: false})?.isDirectory() ?? false;
}

/**
The one spelling of a path, whichever symbolic links lead to it, so that two processes name the same thing the same way.
What does not exist yet is taken as it is written.
*/
export function canonicalPath(path: string): string {
	const absolute = resolve(path);
	try {
		return realpathSync(absolute);
	} catch (error) {
		const parent = dirname(absolute);
		const isMissing = systemErrorCode(error) === 'ENOENT' && parent !== absolute;
		return isMissing ? join(canonicalPath(parent), basename(absolute)) : absolute;
	}
}
