import {fitText, type Row} from '../../../terminal/rows/row.js';
import {roomyColumns} from '../../../terminal/rows/screen-sizes.js';

/** The widths of the columns, in cells, with the gap before each. 0: not shown. */
export type Columns = {
	readonly name: number;
	readonly last: number;
	readonly streak: number;
	readonly roundTrip: number;
	readonly next: number;
	readonly version: number;
	readonly address: number;
	readonly strip: number;
};

/** The mark of the selection, the sign and the word of the status. */
const headWidth = 12;
const least = {name: 12, last: 9, streak: 8, roundTrip: 8, next: 15, version: 6, address: 22, strip: 7} as const;

/** Which columns fit, whole ones by how much they tell. What is left over widens the name, then the strip. */
export function chooseColumns(width: number): Columns {
	let room = width - headWidth - least.name;
	const take = (wanted: number, isAllowed = true) => {
		const taken = isAllowed && room >= wanted ? wanted : 0;
		room -= taken;
		return taken;
	};
	const last = take(least.last);
	const next = take(least.next);
	const roundTrip = take(least.roundTrip);
	const streak = take(least.streak);
	const strip = take(least.strip);
	const version = take(least.version, next > 0);
	const address = take(least.address, width >= roomyColumns);
	const isWide = address > 0;
	const moreName = isWide ? Math.min(room, 10) : Math.max(0, room);
	room -= moreName;
	const moreVersion = isWide ? Math.min(Math.max(0, room), 3) : 0;
	room -= moreVersion;
	const moreStrip = isWide ? Math.min(Math.max(0, room), 30) : 0;
	room -= moreStrip;
	return {
		name: Math.max(0, least.name + moreName + room),
		last,
		streak,
		roundTrip,
		next,
		version: version + moreVersion,
		address,
		strip: strip + moreStrip,
	};
}

/** The names of the columns, each over its own. */
export function columnHeads(columns: Columns): Row {
	const cell = (text: string, width: number, align: 'left' | 'right' = 'left') =>
		width === 0 ? '' : fitText(text, width, align);
	const text = [
		fitText('   STATUS', headWidth),
		fitText('AGENT', columns.name),
		cell('LAST', columns.last, 'right'),
		cell('STREAK', columns.streak, 'right'),
		cell('RTT', columns.roundTrip, 'right'),
		cell('  NEXT', columns.next),
		cell('VERS', columns.version),
		cell('ADDRESS', columns.address),
		cell(' 6 MIN', columns.strip),
	].join('');
	return [{text, style: 'dim'}];
}
