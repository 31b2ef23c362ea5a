/** The candidate that was probably meant, if one is near enough. */
export function suggest(given: string, candidates: readonly string[]): string | undefined {
	const wanted = essence(given);
	if (wanted === '' || wanted.length > 40) {
		return undefined;
	}

	const [nearest] = candidates
		.map((candidate) => ({candidate, distance: editDistance(wanted, essence(candidate))}))
		.filter(({distance}) => distance <= Math.min(2, Math.floor(wanted.length / 3)))
		.toSorted((left, right) => left.distance - right.distance);
	return nearest?.candidate;
}

function essence(text: string): string {
	return text.toLowerCase().replaceAll(/[-_]/gu, '');
}

// The number of letters to insert, delete, replace, or swap with their neighbour.
function editDistance(from: string, to: string): number {
	let beforePrevious: readonly number[] = [];
	let previous: readonly number[] = Array.from({length: to.length + 1}, (_, index) => index);
	for (let row = 1; row <= from.length; row++) {
		const current: number[] = [row];
		for (let column = 1; column <= to.length; column++) {
			const cost = from[row - 1] === to[column - 1] ? 0 : 1;
			const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			current.push(
				Math.min(
					(previous[column] ?? 0) + 1,
					(current[column - 1] ?? 0) + 1,
					(previous[column - 1] ?? 0) + cost,
					isSwap ? (beforePrevious[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
				),
			);
		}

		beforePrevious = previous;
		previous = current;
	}

	return previous[to.length] ?? 0;
}
