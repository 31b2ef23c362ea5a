/** Tells values to everyone who listens. */
export type Emitter<Value> = {
	/**
	Tells every listener of this moment. One that throws is warned of and changes nothing for the others, nor for the one who
	tells: a fault in drawing or logging must not end a connection.
	*/
	readonly tell: (value: Value) => void;
	/** Returns how to end it. */
	readonly subscribe: (listener: (value: Value) => void) => () => void;
	/** How many listen. */
	readonly count: () => number;
};

/** Nobody listens yet. `onFault` is told of a listener that throws, each time. @default a warning of the process */
export function createEmitter<Value>(onFault: (error: unknown) => void = warn): Emitter<Value> {
	// Replaced and never changed, so that telling goes through those of its moment.
	let listeners: ReadonlyArray<(value: Value) => void> = [];
	return {
		tell(value) {
			for (const listener of listeners) {
				try {
					listener(value);
				} catch (error) {
					onFault(error);
				}
			}
		},
		subscribe(listener) {
			// Its own function: the same listener may listen twice.
			const own = (value: Value) => listener(value);
			listeners = [...listeners, own];
			return () => {
				listeners = listeners.filter((other) => other !== own);
			};
		},
		count: () => listeners.length,
	};
}

function warn(error: unknown): void {
	process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
