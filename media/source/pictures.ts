// Clock times are drawn in the zone of the pictures: imported before anything that formats.
import '../../test/stories/time-zone.js';
import {agentChapters} from './agent-stills.js';
import {demoChapter} from './demo-stills.js';
import {emulate} from './emulate.js';
import {drawGallery} from './gallery.js';
import {masterChapters} from './master-stills.js';
import {outageFrames} from './outage-animation.js';
import type {Chapter, Still} from './still.js';
import {drawSvg} from './svg.js';

/** A file as it should be. Its path is that from the top of the project. */
export type PictureFile = {
	readonly path: string;
	readonly text: string;
};

const chapters: readonly Chapter[] = [...agentChapters, demoChapter, ...masterChapters];

/** Every still, in the order of the page. */
export const stills: readonly Still[] = chapters.flatMap((chapter) => chapter.stills);

/** One still as SVG. */
export async function drawStill({title, size, theme, rows}: Still): Promise<string> {
	const frame = {rows: await emulate(rows(size), size, theme), durationMs: 0};
	return `${drawSvg([frame], title)}\n`;
}

const animation = {
	name: 'outage',
	title: 'An agent loses its master, backs off, and comes back',
	says: 'The whole of an outage: active, three failed heartbeats, lost, four attempts, active again.',
};

/** The animation as SVG. */
export async function drawAnimation(): Promise<string> {
	return `${drawSvg(await outageFrames(), animation.title)}\n`;
}

/** The page that shows every picture. */
export function drawGalleryPage(): string {
	return drawGallery([{title: 'An outage', stills: [animation]}, ...chapters]);
}

/** Everything that `npm run media` writes. */
export async function* pictureFiles(): AsyncGenerator<PictureFile> {
	yield {path: 'media/outage.svg', text: await drawAnimation()};
	for (const still of stills) {
		yield {path: `media/${still.name}.svg`, text: await drawStill(still)};
	}

	yield {path: 'docs/screens.md', text: drawGalleryPage()};
}
