/** The wall-clock time of a log line, in Unix milliseconds. */
export function timeOfLine(line: string): number {
	const [time = ''] = line.split(' ');
	return Date.parse(time);
}

/** The delays that a log announces, as it words them. */
export function announcedDelays(lines: readonly string[]): readonly string[] {
	return lines.flatMap((line) => /Reconnecting to master in (?<delay>\S+)\.\.\./u.exec(line)?.groups?.['delay'] ?? []);
}
