import {join} from 'node:path';
import type {MasterOptions} from './master-options.js';

/** What the local socket of a master is called: one runs on a data directory. */
export const controlName = 'master';

/** The log of a master that runs as a daemon. */
export function masterLogFile({dataDirectory, log}: Pick<MasterOptions, 'dataDirectory' | 'log'>): string {
	return log.file ?? join(dataDirectory, 'master.log');
}
