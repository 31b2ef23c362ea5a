import {readdirSync, readFileSync} from 'node:fs';
import {builtinModules} from 'node:module';
import {join} from 'node:path';
import {expect, test} from 'vitest';

const root = join(import.meta.dirname, '..');
const {dependencies, files}: {dependencies: Record<string, string>; files: string[]} = JSON.parse(
	readFileSync(join(root, 'package.json'), 'utf8'),
);

const scripts = readdirSync(join(root, 'dist'), {recursive: true, encoding: 'utf8'})
	.filter((file) => file.endsWith('.js'))
	.map((file) => readFileSync(join(root, 'dist', file), 'utf8'));

/** What the built programs import that is not among their own files, and that Node does not bring. */
function importedByDistribution(): ReadonlySet<string> {
	const names = scripts.flatMap((text) => {
		const found = text.matchAll(
			/(?:^|[;}\n])import(?:[\w$*{},\s]*from)?\s*"(?<name>[^"]+)"|[^\w$.]import\("(?<later>[^"]+)"\)/gu,
		);
		return [...found].map(({groups}) => groups?.['name'] ?? groups?.['later'] ?? '');
	});
	const isBuiltin = (name: string) => name.startsWith('node:') || builtinModules.includes(name);
	return new Set(names.filter((name) => !name.startsWith('.') && !isBuiltin(name)));
}

test('an installation brings what the built programs import, and nothing else', () => {
	// Never loaded: Ink asks for it only in development.
	const imported = [...importedByDistribution()].filter((name) => name !== 'react-devtools-core');
	expect(imported.toSorted()).toEqual(Object.keys(dependencies).toSorted());
	expect(files).toEqual(['dist', 'proto']);
});

// They are text that every agent holds in memory, and sorting them brings the rules of collation into it.
test('the built programs hold no tables of licences', () => {
	expect(scripts.filter((text) => text.includes('CC-BY-NC-ND') || text.includes('localeCompare'))).toEqual([]);
});
