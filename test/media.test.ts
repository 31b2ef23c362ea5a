import './stories/time-zone.js';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {drawAnimation, drawGalleryPage, drawStill, stills} from '../media/source/pictures.js';

const root = join(import.meta.dirname, '..');
const staleMessage = 'is out of date: run `npm run media`';

function read(path: string): string {
	return readFileSync(join(root, path), 'utf8');
}

function picturesThatExist(): readonly string[] {
	return readdirSync(join(root, 'media'))
		.filter((name) => name.endsWith('.svg'))
		.toSorted();
}

function expectFresh(path: string, text: string): void {
	// Compared as a truth: the difference of two pictures tells a person nothing.
	expect(read(path) === text, `${path} ${staleMessage}`).toBe(true);
}

describe('every picture is what the screens draw now', () => {
	test.each(stills)('$name', async (still) => {
		expectFresh(`media/${still.name}.svg`, await drawStill(still));
	});

	test('the animation of an outage', async () => {
		expectFresh('media/outage.svg', await drawAnimation());
	});

	test('the page that shows them', () => {
		expectFresh('docs/screens.md', drawGalleryPage());
	});
});

test('the page shows every picture once, and none that is missing', () => {
	const shown = [...read('docs/screens.md').matchAll(/!\[[^\]]+\]\(\.\.\/media\/(?<name>[^)]+)\)/gu)].map(
		({groups}) => groups?.['name'] ?? '',
	);
	expect(shown.toSorted()).toEqual(picturesThatExist());
});

test('the readme shows no picture that is missing', () => {
	const shown = [...read('readme.md').matchAll(/\(media\/(?<name>[^)]+)\)/gu)].map(
		({groups}) => groups?.['name'] ?? '',
	);
	expect(shown).not.toEqual([]);
	expect(shown.filter((name) => !picturesThatExist().includes(name))).toEqual([]);
});

test('no two pictures have the same name, or the same title', () => {
	expect(new Set(stills.map(({name}) => name)).size).toBe(stills.length);
	expect(new Set(stills.map(({title}) => title)).size).toBe(stills.length);
});

test('pictures are small files', () => {
	const mostBytes = (name: string) => (name === 'outage.svg' ? 100_000 : 20_000);
	const tooLarge = picturesThatExist().filter((name) => statSync(join(root, 'media', name)).size >= mostBytes(name));
	expect(tooLarge).toEqual([]);
});
