import {randomUUID} from 'node:crypto';
import {open, rename, rm} from 'node:fs/promises';

/**
Puts a text in the place of a file, whole: after a power cut the file holds the old text or the new one, and nobody ever reads
a part of it. Only this user can read it. Throws what the system says, and leaves nothing beside it.
*/
export async function replaceFile(path: string, text: string): Promise<void> {
	const temporary = await writeBeside(path, text);
	try {
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, {force: true});
		throw error;
	}
}

/** Writes a text to the disk beside a file, under a name of its own, for whoever puts it in place. Returns its path. */
export async function writeBeside(path: string, text: string): Promise<string> {
	const temporary = `${path}.${randomUUID().slice(0, 8)}`;
	const file = await open(temporary, 'wx', 0o600);
	try {
		await file.writeFile(text);
		await file.sync();
	} catch (error) {
		await rm(temporary, {force: true});
		throw error;
	} finally {
		await file.close();
	}

	return temporary;
}
