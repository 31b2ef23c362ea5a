import {HostError} from '../host/host-error.js';
import {printError} from '../host/program.js';
import type {Signals} from '../host/signals.js';
import {formatAddress, isLoopbackHost} from '../protocol/address.js';
import {ConnectionFailure} from '../protocol/failure.js';
import type {WatchedEvent} from '../protocol/generated/agent.js';
import {safeText} from '../protocol/text.js';
import {armExit} from '../terminal/armed-exit.js';
import {formatLocalTime} from '../terminal/formats.js';
import {openLineOutput} from '../terminal/line-output.js';
import {isOnScreen} from '../terminal/on-screen.js';
import {readMoment} from './agent-codec.js';
import type {MasterCommand} from './cli.js';
import type {Contact} from './contact.js';
import {createFleetScreen, type FleetScreen} from './screen/fleet-screen.js';
import {displayFacts, showFleet, summarise, whenStopped} from './screen/show.js';
import {readAgeMs} from './told-values.js';
import {type FleetWatch, watchFleet} from './watch-client.js';

type WatchCommand = Extract<MasterCommand, {command: 'watch'}>;

/** Watches a master that runs elsewhere until the person leaves, or for good on a pipe. Returns the exit code. */
export async function runWatch(command: WatchCommand, signals: Signals): Promise<number> {
	try {
		return isOnScreen(command.display) ? await watchOnScreen(command, signals) : await watchInLines(command, signals);
	} catch (error) {
		throw error instanceof ConnectionFailure ? new HostError(error.failure.message, 1) : error;
	}
}

async function watchOnScreen({master, display, isReadOnly}: WatchCommand, signals: Signals): Promise<number> {
	let watch: FleetWatch | undefined;
	const noContact = async () => ({success: false, message: 'There is no contact with this master'});
	const screen: FleetScreen = createFleetScreen({
		facts: {
			...displayFacts(display),
			isInProcess: false,
			isReadOnly,
			address: formatAddress(master),
			localAddress: formatAddress(master),
			isLoopback: isLoopbackHost(master.host),
		},
		contact: {type: 'none', isFirst: true, sinceMs: performance.now(), reason: undefined, nextAttemptAtMs: undefined},
		now: readMoment,
		actions: {
			stopAgent: (name) => (watch === undefined ? noContact() : watch.stopAgent(name)),
			removeAgent: (name) => (watch === undefined ? noContact() : watch.removeAgent(name)),
			retry: () => watch?.retryNow(),
			leave: () => signals.stop.abort('q'),
		},
	});
	const stopped = whenStopped(signals);
	// Nothing of a watching screen is logged: what would be written across it is lost.
	const terminal = await showFleet(screen, {
		display,
		warn: () => undefined,
		onGone: (reason) => signals.stop.abort(reason),
	});
	watch = watchFleet({master}, {onUpdate: screen.apply, onContact: screen.setContact});
	const end = await Promise.race([
		stopped,
		terminal.whenFailed,
		watch.ended.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
	]);
	const exitCode = end instanceof Error ? 1 : 0;
	armExit(exitCode);
	await watch.close();
	await terminal.leave(
		screen.model.isKnown() ? [`Left the master at ${formatAddress(master)}, which runs on. ${summarise(screen)}.`] : [],
	);
	if (end instanceof Error) {
		printError(`sloth-master: ${end instanceof ConnectionFailure ? end.message : `The screen failed: ${end.message}`}`);
	}

	return exitCode;
}

/** So many events of the past are told in lines at most. */
const mostPast = 100;

/** One line an event, as `events --follow`, and one where the contact is lost or there again. */
async function watchInLines({master}: WatchCommand, signals: Signals): Promise<number> {
	const output = openLineOutput();
	output.onGone(() => signals.stop.abort('nobody reads'));
	const told = new Set<string>();
	let wasLost = true;
	let wasFirst: boolean | undefined;
	/** What a snapshot tells of the past, until it is complete. */
	let past: WatchedEvent[] = [];
	let isInSnapshot = false;
	const line = (severity: string, type: string, words: string, ageMs = 0) =>
		output.write(
			`${formatLocalTime(Date.now() - ageMs)} ${severity.toUpperCase().padEnd(8)} ${type.padEnd(16)} ${words}`,
		);
	const tellEvent = ({eventId, severity, eventType, message, agentName, ageMs}: WatchedEvent) => {
		const id = safeText(eventId, 128);
		if (told.has(id)) {
			return;
		}

		// A snapshot tells a thousand at most: what is older than those does not come again.
		const oldest = told.size >= 5000 ? told.values().next().value : undefined;
		if (oldest !== undefined) {
			told.delete(oldest);
		}

		told.add(id);
		const words = safeText(message === '' ? agentName : message, 1000);
		line(safeText(severity, 20), safeText(eventType, 100), words, readAgeMs(ageMs));
	};
	const tellContact = (contact: Contact) => {
		if (contact.type === 'connected') {
			wasLost = false;
			line('info', 'contact', `In contact with ${formatAddress(master)}`);
		} else if (contact.type === 'none' && contact.reason !== undefined && contact.nextAttemptAtMs !== undefined) {
			if (!wasLost || contact.isFirst !== wasFirst) {
				line('error', 'no contact', contact.reason);
			}

			wasFirst = contact.isFirst;
			wasLost = true;
		}
	};
	const watch = watchFleet(
		{master},
		{
			onUpdate: (update) => {
				past = update.beginsSnapshot ? [...update.events] : [...past, ...update.events];
				isInSnapshot = (isInSnapshot || update.beginsSnapshot) && !update.endsSnapshot;
				if (!isInSnapshot) {
					for (const event of past.slice(-mostPast)) {
						tellEvent(event);
					}

					past = [];
				}
			},
			onContact: tellContact,
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
