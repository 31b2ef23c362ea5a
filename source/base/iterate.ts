/**
Every value that a subscription tells from now on, as an iteration. It ends after the value that is the last, or when
its reader leaves. What the reader has not taken yet waits in memory.
*/
export function iterate<Value>(
	subscribe: (listener: (value: Value) => void) => () => void,
	isLast: (value: Value) => boolean,
): AsyncIterableIterator<Value> {
	const waiting: Value[] = [];
	let wake = () => {};
	const unsubscribe = subscribe((value) => {
		waiting.push(value);
		wake();
	});

	const read = async function* () {
		try {
			for (;;) {
				for (let value = waiting.shift(); value !== undefined; value = waiting.shift()) {
					yield value;
					if (isLast(value)) {
						return;
					}
				}

				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
		} finally {
			unsubscribe();
		}
	};

	return read();
}
