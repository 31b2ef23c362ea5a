import {formatAddress, isLoopbackHost, isUnspecifiedHost} from '../base/address.js';
import {formatDuration} from '../base/durations.js';
import {readMoment} from '../base/moment.js';
import {createFleetScreen} from '../fleet/screen/fleet-screen-source.js';
import {displaySetting, summarise} from '../fleet/screen/show.js';
import type {ShownProgram} from '../program/program-description.js';
import type {FleetUpdate} from '../protocol/generated/agent.js';
import {trust} from '../protocol/trust.js';
import {showSource} from '../terminal/show-source.js';
import type {Master} from './master.js';
import type {MasterOptions} from './master-options.js';
import type {WatchTracker} from './watch/watch-tracker.js';

/** How an agent is told who asked it to stop. */
const asker = 'a person at its screen';

/** Shows a master that runs in this process. A short summary stays on the terminal. Throws a `HostError` where the terminal cannot be opened. */
export async function showMaster(
	master: Master,
	options: MasterOptions,
	{
		logFile,
		warn,
		stop,
	}: {
		readonly logFile: string;
		readonly warn: (message: string) => void;
		/** Called when the master is to stop, with the reason. */
		readonly stop: (by: string) => void;
	},
): Promise<ShownProgram> {
	const startedAt = performance.now();
	const {host, port} = master.address;
	const screen = createFleetScreen({
		setting: {
			...displaySetting(options.display),
			isInProcess: true,
			isReadOnly: options.isReadOnly,
			address: formatAddress(master.address),
			localAddress: formatAddress({host: isUnspecifiedHost(host) ? 'localhost' : host, port}),
			trust,
			isLoopback: isLoopbackHost(host),
		},
		reach: {type: 'in-process'},
		now: readMoment,
		actions: {
			stopAgent: (name) => master.commands.stop(name, asker),
			removeAgent: (name) => master.commands.remove(name, "the master's screen", {force: false}),
			leave: () => stop('asked at its screen'),
			retry: () => undefined,
		},
	});
	const terminal = await showSource(screen, {display: options.display, warn, onGone: stop});
	const unwatch = watchInProcess(master.tracker, screen.apply);
	return {
		whenFailed: terminal.whenFailed,
		async leave(lines, failure) {
			unwatch();
			const lasted = formatDuration(performance.now() - startedAt);
			await terminal.leave([
				...(failure === undefined ? [] : [`sloth-master: The screen failed: ${failure.message}`]),
				...lines,
				`Master at ${formatAddress(master.address)} stopped, up ${lasted}. ${summarise(screen)}. Log: ${logFile}`,
			]);
		},
	};
}

/** Tells everything of a tracker in this process, and begins again where it falls behind. Returns how to end that. */
export function watchInProcess(tracker: WatchTracker, apply: (update: FleetUpdate) => void): () => void {
	let unwatch = () => {};
	let again: NodeJS.Immediate | undefined;
	const watch = () => {
		unwatch = tracker.watch({
			write(update, done) {
				apply(update);
				// Heartbeats come first.
				setImmediate(done);
			},
			drop() {
				unwatch();
				again = setImmediate(watch);
			},
			end: () => undefined,
		});
	};
	watch();
	return () => {
		clearImmediate(again);
		unwatch();
	};
}
