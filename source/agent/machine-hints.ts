import {networkInterfaces, uptime} from 'node:os';

/** How often the machine is looked at. */
const lookIntervalMs = 2000;

/** `os.uptime()` has a resolution of 10 ms and both clocks are read one after the other. */
const sleepThresholdMs = 1000;

/**
Calls `hint` when this machine woke from sleep, when the process was continued (SIGCONT), or when its network addresses
changed. Returns how to end that.

The uptime goes on while a machine sleeps, the monotonic clock does not: the one running ahead of the other tells of a
sleep, without the wall clock.
*/
export function watchMachine(hint: () => void): () => void {
	let ahead = clockAhead();
	let addresses = addressesInUse();
	const timer = setInterval(() => {
		const aheadNow = clockAhead();
		const addressesNow = addressesInUse();
		const slept = aheadNow - ahead > sleepThresholdMs;
		const moved = addressesNow !== addresses;
		ahead = aheadNow;
		addresses = addressesNow;
		if (slept || moved) {
			hint();
		}
	}, lookIntervalMs);
	timer.unref();
	process.on('SIGCONT', hint);
	return () => {
		clearInterval(timer);
		process.off('SIGCONT', hint);
	};
}

function clockAhead(): number {
	return uptime() * 1000 - performance.now();
}

/** Every address that leads out of this machine, as one text to compare. */
function addressesInUse(): string {
	return Object.values(networkInterfaces())
		.flat()
		.map((entry) => (entry === undefined || entry.internal ? '' : entry.address))
		.sort()
		.join(' ');
}
