import {formatAddress} from '../base/address.js';
import {readMoment} from '../base/moment.js';
import {createFleetScreen} from '../fleet/screen/fleet-screen-source.js';
import {displaySetting} from '../fleet/screen/show.js';
import {watchFleet} from '../operator/watch/watch-client.js';
import {trust} from '../protocol/trust.js';
import type {DisplayOptions} from '../terminal/display-options.js';
import type {ScreenSource} from '../terminal/screen-source.js';

/** The demo's times are ten times shorter. */
const delays = {initialMs: 500, maxMs: 6000};

/** The demo's master as its own screen shows it, watched from the agent's process. It changes nothing there. */
export function openMasterScreen({
	port,
	display,
	signal,
	leave,
}: {
	readonly port: number;
	readonly display: DisplayOptions;
	/** Its abort ends the view. */
	readonly signal: AbortSignal;
	/** What `q` does. */
	readonly leave: () => void;
}): ScreenSource {
	const master = {host: '127.0.0.1', port};
	const address = formatAddress(master);
	const screen = createFleetScreen({
		setting: {
			...displaySetting(display),
			isInProcess: false,
			isReadOnly: true,
			isDemo: true,
			address,
			localAddress: address,
			trust,
			isLoopback: true,
		},
		reach: {type: 'none', isFirst: true, since: performance.now(), reason: undefined, nextAttemptAt: undefined},
		now: readMoment,
		actions: {
			stopAgent: refuse,
			removeAgent: refuse,
			retry: () => watch.retryNow(),
			leave,
		},
	});
	const watch = watchFleet({master, delays}, {onUpdate: screen.apply, onReach: screen.setReach});
	watch.ended.catch(() => {});
	signal.addEventListener('abort', () => void watch.close(), {once: true});
	return screen;
}

async function refuse() {
	return {success: false, message: 'The demo does not do that'};
}
