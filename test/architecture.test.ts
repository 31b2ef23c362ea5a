import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {rooms} from './helpers/rooms.js';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** The cells of each row of the table that has this head. */
function tableWith(text: string, head: string): string[][] {
	const [, after = ''] = text.split(`\n${head}\n`);
	const [table = ''] = after.split('\n\n');
	return table
		.split('\n')
		.slice(1)
		.map((row) =>
			row
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

/** What a text names in backticks that is a path: it has a folder in it, or ends as a file does. */
function pathsIn(text: string): string[] {
	const named = [...text.replaceAll(/^```.*?^```/gmsu, '').matchAll(/`(?<name>[^`\n]+)`/gu)];
	const isPath = /^(?=.*(?:\/|\.(?:tsx?|js|json|md|proto|svg)$))[\w.-]+(?:\/[\w.-]+)*\/?$/u;
	return [...new Set(named.map(({groups}) => groups?.['name'] ?? '').filter((name) => isPath.test(name)))];
}

/** Words of how screens are built, and of two files at once, that are no paths. */
const words = ['state/', 'layout/', 'pages/', 'words/', 'components/', 'show.ts', 'cli.ts', 'frames.test.ts'];

/** Paths are those from the top of the project, or below `source/`. */
function missing(text: string): string[] {
	return pathsIn(text).filter(
		(path) => !words.includes(path) && !existsSync(join(root, path)) && !existsSync(join(root, 'source', path)),
	);
}

describe('docs/architecture.md', () => {
	test('tells the rooms in their order, each with its sentence', () => {
		expect(tableWith(page, '| room | what it is for |')).toEqual(
			Object.entries(rooms).map(([room, {is}]) => [`\`${room}/\``, is]),
		);
	});

	test('tells the rooms within them, in their order', () => {
		const told = tableWith(page, '| inner room | what it holds | begin with |').map(([name]) => name);
		expect(told).toEqual(
			Object.entries(rooms).flatMap(([room, {inner = []}]) => inner.map((name) => `\`${room}/${name}/\``)),
		);
	});

	test('names only files and folders that are there', () => {
		expect(pathsIn(page).length).toBeGreaterThan(200);
		expect(missing(page)).toEqual([]);
	});

	test('sees a path that is not', () => {
		const text = '`agent/run.ts`, `agent/link/`, `agent/link`, `test/house.test.ts`, `list --json`, `Intent`';
		expect(missing(text)).toEqual([]);
		expect(missing('`agent/walk.ts`, `agent/lynk/`, `test/agent/walk.test.ts`, `run.ts`')).toEqual([
			'agent/walk.ts',
			'agent/lynk/',
			'test/agent/walk.test.ts',
			'run.ts',
		]);
	});
});
