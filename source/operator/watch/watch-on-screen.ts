import {formatAddress, isLoopbackHost} from '../../base/address.js';
import {clockOf, readMoment} from '../../base/moment.js';
import {createFleetScreen, type FleetScreenSource} from '../../fleet/screen/fleet-screen-source.js';
import {displaySetting, summarise} from '../../fleet/screen/show.js';
import {armExit} from '../../host/armed-exit.js';
import {printError} from '../../program/print.js';
import {type Signals, whenStopped} from '../../program/signals.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import {trust} from '../../protocol/trust.js';
import {showSource} from '../../terminal/show-source.js';
import {type FleetWatch, watchFleet} from './watch-client.js';
import type {WatchCommand} from './watch-command.js';
import {noContact} from './watch-commands.js';

/** The screen of a master that runs elsewhere, until it is left. Returns the exit code. */
export async function watchOnScreen({master, display, isReadOnly}: WatchCommand, signals: Signals): Promise<number> {
	const address = formatAddress(master);
	let watch: FleetWatch | undefined;
	const screen: FleetScreenSource = createFleetScreen({
		setting: {
			...displaySetting(display),
			isInProcess: false,
			isReadOnly,
			address,
			localAddress: address,
			trust,
			isLoopback: isLoopbackHost(master.host),
		},
		reach: {type: 'none', isFirst: true, since: performance.now(), reason: undefined, nextAttemptAt: undefined},
		now: readMoment,
		actions: {
			stopAgent: async (name) => watch?.stopAgent(name) ?? noContact,
			removeAgent: async (name) => watch?.removeAgent(name) ?? noContact,
			retry: () => watch?.retryNow(),
			leave: () => signals.stop.abort('q'),
		},
	});
	const stopped = whenStopped(signals);
	// Nothing of a watching screen is logged: what would be written across it is lost.
	const terminal = await showSource(screen, {
		display,
		warn: () => undefined,
		onGone: (reason) => signals.stop.abort(reason),
	});
	watch = watchFleet({master}, {onUpdate: screen.apply, onReach: screen.setReach});
	const end = await Promise.race([
		stopped,
		terminal.whenFailed,
		watch.ended.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
	]);
	const exitCode = end instanceof Error ? 1 : 0;
	armExit(exitCode);
	await watch.close();
	await terminal.leave(screen.model.isKnown() ? [`${farewell(screen, address)} ${summarise(screen)}.`] : []);
	if (end instanceof Error) {
		printError(`sloth-master: ${end instanceof ConnectionFailure ? end.message : `The screen failed: ${end.message}`}`);
	}

	return exitCode;
}

/** What is known of the master when its screen is left. */
function farewell({model}: FleetScreenSource, address: string): string {
	const reach = model.reach();
	return reach.type === 'none'
		? `No contact with the master at ${address} since ${clockOf(readMoment(), reach.since)}. Until then:`
		: `Left the master at ${address}, which runs on.`;
}
