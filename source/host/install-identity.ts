import {randomUUID} from 'node:crypto';
import {link, readFile, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {ensureDirectory} from './directories.js';
import {systemErrorCode} from './host-error.js';
import {writeBeside} from './replace-file.js';

/**
The random id of this installation, kept in the file `install-id` of the state directory. Made at the first call; of
several processes that make it at the same moment all return the same one. An empty or damaged file is replaced.
Where the directory cannot be written the id is a new one at each call: call it once per process.
*/
export async function readInstallId(stateDirectory: string): Promise<string> {
	const path = join(stateDirectory, 'install-id');
	const current = await readId(path);
	if (current !== undefined) {
		return current;
	}

	try {
		ensureDirectory(stateDirectory);
		return await agreeOnId(path);
	} catch {
		return randomUUID();
	}
}

/**
The proposal decides: the first to link it has chosen the id, and it is removed only after `path` holds a valid one. So
whoever finds `path` invalid after reading a proposal holds the only proposal there is, also after a crash in between.
*/
async function agreeOnId(path: string): Promise<string> {
	const proposal = `${path}.proposal`;
	for (let attempt = 0; attempt < 10; attempt++) {
		await propose(proposal);
		const proposed = await readId(proposal);
		const current = await readId(path);
		if (current !== undefined) {
			await rm(proposal, {force: true});
			return current;
		}

		if (proposed !== undefined) {
			await rename(await writeBeside(path, `${proposed}\n`), path);
			await rm(proposal, {force: true});
			return proposed;
		}

		// A power cut emptied the proposal.
		await rm(proposal, {force: true});
	}

	throw new Error(`No install id could be agreed on in ${path}`);
}

async function propose(proposal: string): Promise<void> {
	const temporary = await writeBeside(proposal, `${randomUUID()}\n`);
	try {
		await link(temporary, proposal);
	} catch (error) {
		if (systemErrorCode(error) !== 'EEXIST') {
			// No hard links here (FAT): an id that lasts is worth more than agreement in the first millisecond.
			await rename(temporary, proposal);
		}
	} finally {
		await rm(temporary, {force: true});
	}
}

async function readId(path: string): Promise<string | undefined> {
	try {
		const text = (await readFile(path, 'utf8')).trim();
		return /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/u.test(text) ? text : undefined;
	} catch {
		return undefined;
	}
}
