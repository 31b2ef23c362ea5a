/** A small table of text: the first column to the left, the others to the right. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const lines = [head, ...rows];
	const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
	return lines
		.map((line) =>
			widths
				.map((width, column) => (column === 0 ? (line[0] ?? '').padEnd(width) : (line[column] ?? '').padStart(width)))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

/** Whether a figure keeps its aim, in words: `0.93 (aim ≥ 0.85: holds)`. */
export function verdict(value: number, aim: {readonly atMost: number} | {readonly atLeast: number}): string {
	const isUpper = 'atMost' in aim;
	const bound = isUpper ? aim.atMost : aim.atLeast;
	const holds = isUpper ? value <= bound : value >= bound;
	return `${value.toFixed(2)} (aim ${isUpper ? '≤' : '≥'} ${bound.toFixed(2)}: ${holds ? 'holds' : 'MISSED'})`;
}
