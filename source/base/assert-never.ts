/** Ends a switch over a union: the compiler proves that no member was forgotten. */
export function assertNever(value: never): never {
	throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
