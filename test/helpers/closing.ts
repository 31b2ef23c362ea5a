import {afterEach, vi} from 'vitest';

/**
Closes what a test opened, the last one first, when it has ended, and then waits until this process holds no TCP socket
and no TCP server any more. Call it at the top level of a test file.
*/
export function closeAfterEach(): Closing {
	let closers: (() => unknown)[] = [];

	afterEach(async () => {
		vi.useRealTimers();
		const current = closers.reverse();
		closers = [];
		for (const close of current) {
			await close();
		}

		await waitFor(
			() => tcpHandles() === 0,
			() => `no TCP handle, but ${tcpHandles()} are open`,
		);
	});

	return (thing, close) => {
		closers.push(() => close(thing));
		return thing;
	};
}

/** Returns its first argument, to be closed by its second. */
export type Closing = <Thing>(thing: Thing, close: (thing: Thing) => unknown) => Thing;

/** How many TCP sockets and servers this process holds. */
export function tcpHandles(): number {
	return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap' || name === 'TCPServerWrap').length;
}

/** Waits for a fact, at most `limitMs`. */
export async function waitFor(
	fact: () => boolean | Promise<boolean>,
	expected: () => string = () => String(fact),
	limitMs = 10_000,
): Promise<void> {
	const startedAt = performance.now();
	while (!(await fact())) {
		if (performance.now() - startedAt > limitMs) {
			throw new Error(`Expected within ${limitMs} ms: ${expected()}`);
		}

		await new Promise((resolve) => {
			setTimeout(resolve, 3);
		});
	}
}

/** For how long nothing happens, where that is what a test wants to see. */
export function pass(durationMs: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, durationMs);
	});
}
