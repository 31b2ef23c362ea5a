import {randomUUID} from 'node:crypto';
import {closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {ensureDirectory} from './directories.js';
import {systemErrorCode} from './host-error.js';

/**
The random id of this installation, kept in the file `install-id` of the state directory. Made at the first call; of
several processes that make it at the same moment all return the same one. An empty or damaged file is replaced.
Where the directory cannot be written the id is a new one at each call: call it once per process.
*/
export function readInstallId(stateDirectory: string): string {
	const path = join(stateDirectory, 'install-id');
	const current = readId(path);
	if (current !== undefined) {
		return current;
	}

	try {
		ensureDirectory(stateDirectory);
		return agreeOnId(path);
	} catch {
		return randomUUID();
	}
}

/**
The proposal decides: the first to link it has chosen the id, and it is removed only after `path` holds a valid one. So
whoever finds `path` invalid after reading a proposal holds the only proposal there is, also after a crash in between.
*/
function agreeOnId(path: string): string {
	const proposal = `${path}.proposal`;
	for (let attempt = 0; attempt < 10; attempt++) {
		propose(proposal);
		const proposed = readId(proposal);
		const current = readId(path);
		if (current !== undefined) {
			rmSync(proposal, {force: true});
			return current;
		}

		if (proposed !== undefined) {
			renameSync(writeTemporary(path, proposed), path);
			rmSync(proposal, {force: true});
			return proposed;
		}

		// A power cut emptied the proposal.
		rmSync(proposal, {force: true});
	}

	throw new Error(`No install id could be agreed on in ${path}`);
}

function propose(proposal: string): void {
	const temporary = writeTemporary(proposal, randomUUID());
	try {
		linkSync(temporary, proposal);
	} catch (error) {
		if (systemErrorCode(error) !== 'EEXIST') {
			// No hard links here (FAT): an id that lasts is worth more than agreement in the first millisecond.
			renameSync(temporary, proposal);
		}
	} finally {
		rmSync(temporary, {force: true});
	}
}

function writeTemporary(path: string, id: string): string {
	const temporary = `${path}.${randomUUID().slice(0, 8)}`;
	const descriptor = openSync(temporary, 'wx', 0o600);
	try {
		writeSync(descriptor, `${id}\n`);
		fsyncSync(descriptor);
	} catch (error) {
		rmSync(temporary, {force: true});
		throw error;
	} finally {
		closeSync(descriptor);
	}

	return temporary;
}

function readId(path: string): string | undefined {
	try {
		const text = readFileSync(path, 'utf8').trim();
		return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/u.test(text) ? text : undefined;
	} catch {
		return undefined;
	}
}
