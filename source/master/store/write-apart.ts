import {StoreError} from './port.js';

/**
Writes items in one go. Where the fault is a record's own, writes them in halves, until the faulty ones stand alone and
are given up. Throws what else `write` throws: then some of the items may have been written.
*/
export async function writeApart<Written>(
	items: readonly Written[],
	write: (items: readonly Written[]) => Promise<void>,
	giveUp: (item: Written, error: StoreError) => void,
): Promise<void> {
	if (items.length === 0) {
		return;
	}

	try {
		await write(items);
	} catch (error) {
		if (!(error instanceof StoreError && error.problem === 'faulty-record')) {
			throw error;
		}

		const [only] = items;
		if (only !== undefined && items.length === 1) {
			giveUp(only, error);
			return;
		}

		const middle = Math.ceil(items.length / 2);
		await writeApart(items.slice(0, middle), write, giveUp);
		await writeApart(items.slice(middle), write, giveUp);
	}
}
