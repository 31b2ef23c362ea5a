import {formatAddress} from '../../base/address.js';
import {openLineOutput} from '../../observe/line-output.js';
import {type Signals, whenStopped} from '../../program/signals.js';
import {createFleetLines} from './fleet-lines.js';
import {watchFleet} from './watch-client.js';
import type {WatchCommand} from './watch-command.js';

/**
Watches a master in plain lines, one an event, until it is stopped or nobody reads. Returns the exit code. Throws a
`ConnectionFailure` where this master cannot be watched.
*/
export async function watchInLines({master}: WatchCommand, signals: Signals): Promise<number> {
	const output = openLineOutput();
	output.onGone(() => signals.stop.abort('nobody reads'));
	const lines = createFleetLines(formatAddress(master));
	const write = (told: readonly string[]) => {
		for (const line of told) {
			output.write(line);
		}
	};

	const watch = watchFleet(
		{master},
		{
			onUpdate: (update) => write(lines.takeUpdate(update, Date.now())),
			onReach: (reach) => write(lines.takeReach(reach, Date.now())),
		},
	);
	try {
		await Promise.race([whenStopped(signals), watch.ended]);
		return 0;
	} finally {
		await watch.close();
		output.close();
	}
}
