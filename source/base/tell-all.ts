/**
Tells every listener. One that throws is warned of and changes nothing for the others, nor for the one who tells: a fault in
drawing or logging must not end a connection.
*/
export function tellAll<Value>(listeners: Iterable<(value: Value) => void>, value: Value): void {
	for (const listener of [...listeners]) {
		try {
			listener(value);
		} catch (error) {
			process.emitWarning(error instanceof Error ? (error.stack ?? error.message) : String(error));
		}
	}
}
