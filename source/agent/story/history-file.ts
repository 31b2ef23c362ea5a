import {readFileSync, renameSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {systemErrorCode, systemErrorWords} from '../../host/host-error.js';
import {replaceFile} from '../../host/replace-file.js';
import {type History, parseHistory} from './history.js';

/** What was read, and what there is to tell of it. */
export type ReadHistory = {
	/** Undefined where there is none yet, or it could not be used. */
	readonly history: History | undefined;
	/** One line for the log, where something was wrong. */
	readonly problem: string | undefined;
};

/** A history of 200 outages is some 60 KB. */
const longestBytes = 4 * 1024 * 1024;

/**
Reads the history of an agent from its directory. A file that cannot be read, or holds none, is set aside under a name with
the time, so that the next write does not destroy it. Never throws.
*/
export function readHistory(directory: string, wallMs: number): ReadHistory {
	const path = historyPath(directory);
	let text: string;
	try {
		text = statSync(path).size > longestBytes ? '' : readFileSync(path, 'utf8');
	} catch (error) {
		return systemErrorCode(error) === 'ENOENT'
			? {history: undefined, problem: undefined}
			: {history: undefined, problem: setAside(path, wallMs, `cannot be read, ${systemErrorWords(error)}`)};
	}

	const history = parseHistory(text);
	return {history, problem: history === undefined ? setAside(path, wallMs, 'is damaged') : undefined};
}

/** Returns the line that tells of it. Where it fails no other file can take the place of this one either. */
function setAside(path: string, wallMs: number, why: string): string {
	const aside = `${path}.corrupt-${new Date(wallMs).toISOString().replaceAll(/[:.]/gu, '-')}`;
	try {
		renameSync(path, aside);
		return `The history ${path} ${why}: set aside as ${aside}, a new one begins`;
	} catch (error) {
		return `The history ${path} ${why} and cannot be set aside: ${systemErrorWords(error)}. A new one begins`;
	}
}

/** Keeps an agent's history on the disk. */
export type HistoryWriter = {
	/** Writes it soon; of several in a row only the last. Never throws and never holds up a heartbeat. */
	readonly save: (history: History) => void;
	/** Resolves when what was given is on the disk, or could not be written. */
	readonly flush: () => Promise<void>;
};

/**
Writes an agent's history into its directory, whole: after a power cut the file holds the old one or the new one.
`onProblem` is told once when it cannot be written, and again after it could.
*/
export function createHistoryWriter(directory: string, onProblem: (line: string) => void): HistoryWriter {
	const path = historyPath(directory);
	let next: History | undefined;
	let writing: Promise<void> | undefined;
	let isFailing = false;

	const writeAll = async () => {
		while (next !== undefined) {
			const history = next;
			next = undefined;
			try {
				await replaceFile(path, `${JSON.stringify(history)}\n`);
				isFailing = false;
			} catch (error) {
				if (!isFailing) {
					onProblem(`The history ${path} cannot be written: ${systemErrorWords(error)}`);
				}

				isFailing = true;
			}
		}

		writing = undefined;
	};

	return {
		save(history) {
			next = history;
			writing ??= writeAll();
		},
		flush: async () => writing,
	};
}

function historyPath(directory: string): string {
	return join(directory, 'history.json');
}
