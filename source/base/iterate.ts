/**
Every value that a subscription tells from now on, as an iteration. It ends after the value that is the last, or when
its reader leaves, even before it has read anything. What the reader has not taken yet waits in memory.
*/
export function iterate<Value>(
	subscribe: (listener: (value: Value) => void) => () => void,
	isLast: (value: Value) => boolean,
): AsyncIterableIterator<Value, undefined> {
	const untaken: IteratorYieldResult<Value>[] = [];
	const readers: Array<(result: IteratorResult<Value, undefined>) => void> = [];
	let hasEnded = false;

	const end = () => {
		hasEnded = true;
		unsubscribe();
		for (const answer of readers.splice(0)) {
			answer({done: true, value: undefined});
		}
	};

	const unsubscribe = subscribe((value) => {
		// An emitter still tells those who listened when it began.
		if (hasEnded) {
			return;
		}

		const result = {done: false, value} as const;
		const answer = readers.shift();
		if (answer === undefined) {
			untaken.push(result);
		} else {
			answer(result);
		}

		if (isLast(value)) {
			end();
		}
	});

	// Not a generator: one that is left before it began never comes to its `finally`, and would listen for ever.
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			const result = untaken.shift();
			if (result !== undefined) {
				return result;
			}

			return hasEnded ? {done: true, value: undefined} : new Promise((resolve) => readers.push(resolve));
		},
		async return() {
			untaken.length = 0;
			end();
			return {done: true, value: undefined};
		},
	};
}
