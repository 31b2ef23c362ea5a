import {networkInterfaces, uptime} from 'node:os';
import type {Connection} from './connection.js';
import {isInSession} from './connection-state.js';

/** How often the machine is looked at. */
const lookIntervalMs = 2000;

/** `os.uptime()` has a resolution of 10 ms and both clocks are read one after the other. */
const sleepThresholdMs = 1000;

/** Heartbeats that come at least this often tell as much as a look, which costs as much as one of them. */
const oftenEnoughMs = 10_000;

/**
Hints to the connection when this machine woke from sleep, when the process was continued (SIGCONT), or when its network
addresses changed. Returns how to end that. Does not look at the machine while the connection is up and beats often.

The uptime goes on while a machine sleeps, the monotonic clock does not: the one running ahead of the other tells of a
sleep, without the wall clock.
*/
export function watchMachine(connection: Connection, heartbeatIntervalMs: number): () => void {
	const hint = () => connection.hint();
	let ahead: number | undefined;
	let addresses: string | undefined;
	let timer: NodeJS.Timeout | undefined;
	const takeLook = () => {
		// What cannot be read (no file descriptor is left) is no news, nor is what can be read again.
		const aheadNow = clockAhead() ?? ahead;
		const addressesNow = addressesInUse() ?? addresses;
		const slept = ahead !== undefined && aheadNow !== undefined && aheadNow - ahead > sleepThresholdMs;
		const moved = addresses !== undefined && addressesNow !== addresses;
		ahead = aheadNow;
		addresses = addressesNow;
		if (slept || moved) {
			hint();
		}
	};

	const rest = () => {
		clearInterval(timer);
		timer = undefined;
	};

	const lookOrRest = () => {
		if (isInSession(connection.state) && heartbeatIntervalMs <= oftenEnoughMs) {
			rest();
		} else if (timer === undefined) {
			ahead = clockAhead();
			addresses = addressesInUse();
			timer = setInterval(takeLook, lookIntervalMs);
			timer.unref();
		}
	};

	lookOrRest();
	const unsubscribe = connection.subscribe(lookOrRest);
	process.on('SIGCONT', hint);
	return () => {
		unsubscribe();
		rest();
		process.off('SIGCONT', hint);
	};
}

/** How far the machine's clock is before that of this process, in milliseconds. Undefined where the system does not tell. */
function clockAhead(): number | undefined {
	try {
		return uptime() * 1000 - performance.now();
	} catch {
		return undefined;
	}
}

/** Every address that leads out of this machine, as one text to compare. Undefined where the system does not tell. */
function addressesInUse(): string | undefined {
	try {
		return Object.values(networkInterfaces())
			.flat()
			.flatMap((entry) => (entry === undefined || entry.internal ? [] : [entry.address]))
			.sort()
			.join(' ');
	} catch {
		return undefined;
	}
}
