import type {Still} from './still.js';

type Shown = Pick<Still, 'name' | 'title' | 'says'>;

const head = `# The screens, state by state

Each picture is what the program draws in that state, read from a terminal emulator at a fixed moment. \`npm run media\`
makes them, and this page, again; a test fails while one of them is out of date.
`;

/** The page that shows every picture, in Markdown. */
export function drawGallery(
	chapters: ReadonlyArray<{readonly title: string; readonly stills: readonly Shown[]}>,
): string {
	return [head, ...chapters.map(({title, stills}) => [`## ${title}\n`, ...stills.map(drawEntry)].join('\n'))].join(
		'\n',
	);
}

function drawEntry({name, title, says}: Shown): string {
	return `${says}\n\n![${title}](../media/${name}.svg)\n`;
}
