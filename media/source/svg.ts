/** One cell of a terminal, as it is drawn. */
export type PictureCell = {
	/** One grapheme; empty for the second cell of a wide one. */
	readonly text: string;
	/** An index of the terminal's 16 colours. Undefined: the foreground. */
	readonly colour: number | undefined;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
};

/** One picture of an animation. */
export type Frame = {
	readonly rows: ReadonlyArray<readonly PictureCell[]>;
	readonly durationMs: number;
};

const cellWidth = 8.4;
const rowHeight = 18;
const margin = 14;
const foreground = '#c8ccd4';
const background = '#14161b';
const palette = [
	'#1c1f26',
	'#e06c75',
	'#98c379',
	'#e5c07b',
	'#61afef',
	'#c678dd',
	'#56b6c2',
	'#c8ccd4',
	'#5c6370',
	'#ff7b86',
	'#b5e890',
	'#ffd68a',
	'#7fc1ff',
	'#dd92f5',
	'#6fd6e3',
	'#ffffff',
] as const;

/**
Draws frames as one SVG: a still for one frame, an endless animation for more. Rows that repeat are stored once, and
every run of equal cells is placed by itself, so that the columns stand whatever font the viewer has.
*/
export function drawSvg(frames: readonly Frame[], title: string): string {
	const [first] = frames;
	const columns = first?.rows[0]?.length ?? 0;
	const width = Math.ceil(columns * cellWidth + 2 * margin);
	const height = (first?.rows.length ?? 0) * rowHeight + 2 * margin;
	const known = new Map<string, string>();
	const idOf = (row: readonly PictureCell[]) => {
		const content = drawRow(row);
		if (content === '') {
			return undefined;
		}

		const id = known.get(content) ?? `r${known.size.toString(36)}`;
		known.set(content, id);
		return id;
	};

	const total = frames.reduce((sum, {durationMs}) => sum + durationMs, 0);
	let at = 0;
	const pictures = frames.map(({rows, durationMs}, index) => {
		const uses = rows.flatMap((row, line) => {
			const id = idOf(row);
			return id === undefined ? [] : [`<use href="#${id}" y="${line * rowHeight}"/>`];
		});
		const begin = percent(at, total);
		at += durationMs;
		const hiddenBefore = index === 0 ? '' : '0%{visibility:hidden}';
		const rule = `@keyframes f${index}{${hiddenBefore}${begin}{visibility:visible}${percent(at, total)},100%{visibility:hidden}}`;
		return {uses: uses.join(''), rule, index};
	});
	const isStill = frames.length === 1;
	const animation = isStill
		? ''
		: `.f{visibility:hidden;animation:${total}ms steps(1) infinite}${pictures.map(({rule, index}) => `${rule}#f${index}{animation-name:f${index}}`).join('')}`;
	const groups = pictures.map(({uses, index}) => (isStill ? uses : `<g class="f" id="f${index}">${uses}</g>`)).join('');
	const definitions = [...known].map(([content, id]) => `<g id="${id}">${content}</g>`).join('');
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
		`<title>${escapeText(title)}</title>`,
		`<style>text{font:14px "DejaVu Sans Mono",Menlo,Consolas,monospace;fill:${foreground};white-space:pre}.b{font-weight:bold}.d{opacity:.6}.u{text-decoration:underline}${usedColours(definitions)}${animation}</style>`,
		`<rect width="100%" height="100%" rx="8" fill="${background}"/><defs>${definitions}</defs>`,
		`<g transform="translate(${margin} ${margin})">${groups}</g></svg>`,
	].join('');
}

function usedColours(content: string): string {
	return palette.map((colour, index) => (content.includes(`c${index}`) ? `.c${index}{fill:${colour}}` : '')).join('');
}

function percent(part: number, whole: number): string {
	return `${whole === 0 ? 0 : Math.round((100_000 * part) / whole) / 1000}%`;
}

/** One row as its runs of cells that look alike. */
function drawRow(row: readonly PictureCell[]): string {
	const parts: string[] = [];
	for (let start = 0; start < row.length; ) {
		const cell = row[start];
		if (cell === undefined) {
			break;
		}

		let end = start + 1;
		while (end < row.length && looksLike(row[end], cell)) {
			end++;
		}

		parts.push(drawRun(row.slice(start, end), cell, start));
		start = end;
	}

	return parts.join('');
}

function looksLike(one: PictureCell | undefined, other: PictureCell): boolean {
	return (
		one !== undefined &&
		one.colour === other.colour &&
		one.bold === other.bold &&
		one.dim === other.dim &&
		one.underline === other.underline &&
		one.inverse === other.inverse
	);
}

function drawRun(cells: readonly PictureCell[], style: PictureCell, start: number): string {
	const classes = [
		style.bold ? 'b' : '',
		style.dim ? 'd' : '',
		style.underline ? 'u' : '',
		style.colour === undefined || style.inverse ? '' : `c${style.colour}`,
	].filter(Boolean);
	const attributes = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`;
	const fill = style.inverse ? ` style="fill:${background}"` : '';
	const texts = wordsOf(cells).map(
		({text, at, width}) =>
			`<text x="${inPixels(start + at)}" y="13" textLength="${inPixels(width)}"${attributes}${fill}>${escapeText(text)}</text>`,
	);
	const box = style.inverse
		? `<rect x="${inPixels(start)}" width="${inPixels(cells.length)}" height="${rowHeight}" fill="${style.colour === undefined ? foreground : palette[style.colour]}"/>`
		: '';
	return box + texts.join('');
}

/** The pieces between wider gaps, each with its place in cells: not every viewer keeps blanks. */
function wordsOf(cells: readonly PictureCell[]): Array<{text: string; at: number; width: number}> {
	const words: Array<{text: string; at: number; width: number}> = [];
	for (const [index, {text}] of cells.entries()) {
		const last = words.at(-1);
		if (text === ' ') {
			continue;
		}

		if (last !== undefined && index - (last.at + last.width) <= 1) {
			last.text += ' '.repeat(index - (last.at + last.width)) + text;
			last.width = index - last.at + 1;
		} else {
			words.push({text, at: index, width: 1});
		}
	}

	return words;
}

function inPixels(cells: number): string {
	return (cells * cellWidth).toFixed(1).replace(/\.0$/u, '');
}

function escapeText(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
