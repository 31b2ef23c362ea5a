import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, normalize, relative} from 'node:path';
import {describe, expect, test} from 'vitest';
import {rooms} from './helpers/rooms.js';

const root = join(import.meta.dirname, '..');
const source = join(root, 'source');
const files = readdirSync(source, {recursive: true, encoding: 'utf8'}).filter((path) => /\.tsx?$/u.test(path));
const texts = new Map(files.map((file) => [file, readFileSync(join(source, file), 'utf8')]));

function textOf(file: string): string {
	return texts.get(file) ?? '';
}

/** A module as a file names it: our own as a path below source, others by their name. */
function resolve(file: string, name: string): string {
	return name.startsWith('.') ? relative(source, normalize(join(source, dirname(file), name))) : name;
}

/** Every module that a file names, types and what is imported later included. */
function importsOf(file: string): string[] {
	const names = textOf(file).matchAll(/(?:from|import)\s*\(?\s*["'](?<name>[^"']+)["']/gu);
	return [...names].map((match) => resolve(file, match.groups?.['name'] ?? ''));
}

/** The modules that a text loads as it is loaded itself: neither types nor what is imported later. */
function loadedAtOnce(text: string): string[] {
	const statements = text.matchAll(/^(?:import|export)(?! type\b)(?:[^;'"(=]*\sfrom)?\s*["'](?<name>[^"']+)["']/gmu);
	return [...statements].map((match) => match.groups?.['name'] ?? '');
}

/** Everything that is loaded with a file, through all imports, with the file that names it. */
function loadedWith(file: string): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	const visit = (current: string) => {
		for (const name of loadedAtOnce(textOf(current)).map((named) => resolve(current, named))) {
			const path = sourceFile(name) ?? name;
			if (!found.has(path)) {
				found.set(path, current);
				visit(path);
			}
		}
	};

	visit(file);
	return found;
}

/** The file of a module below source, which imports call by the name that it has once built. */
function sourceFile(name: string): string | undefined {
	const stem = name.replace(/\.js$/u, '');
	return [`${stem}.ts`, `${stem}.tsx`].find((path) => texts.has(path));
}

/** The room of a file, the room within it, and the one within that. */
function placeOf(path: string): {
	readonly room: string;
	readonly inner: string | undefined;
	readonly innermost: string | undefined;
} {
	const [room = '', ...rest] = path.split('/');
	return {room, inner: rest.length > 1 ? rest[0] : undefined, innermost: rest.length > 2 ? rest[1] : undefined};
}

/** Each import of our own from one place to another. */
const arrows = files
	.filter((file) => file.includes('/'))
	.flatMap((file) =>
		importsOf(file)
			.filter((name) => sourceFile(name) !== undefined)
			.map((name) => ({file, name, from: placeOf(file), to: placeOf(name)})),
	);

/** Which two of them have an arrow both ways. */
function mutual(pairs: readonly (readonly [from: string, to: string])[]): readonly string[] {
	const known = new Set(pairs.map((pair) => pair.join(' ')));
	const both = pairs.filter(([from, to]) => from < to && known.has(`${to} ${from}`));
	return [...new Set(both.map((pair) => pair.join(' and ')))];
}

describe('rooms', () => {
	test('each has a sentence, each arrow a reason, and each is there', () => {
		const folders = [...new Set(files.filter((file) => file.includes('/')).map((file) => placeOf(file).room))];
		expect(Object.keys(rooms).toSorted()).toEqual(folders.toSorted());
		for (const [name, {is, uses, inner = []}] of Object.entries(rooms)) {
			expect(is, name).toMatch(/^[A-Z].*\.$/u);
			expect(
				Object.values(uses).filter((reason) => reason.length < 5),
				name,
			).toEqual([]);
			expect(
				Object.keys(uses).filter((used) => !(used in rooms)),
				name,
			).toEqual([]);
			const there = new Set(files.map(placeOf).flatMap((place) => (place.room === name ? (place.inner ?? []) : [])));
			expect([...there].toSorted(), `the rooms within ${name}`).toEqual(inner.toSorted());
		}
	});

	test('imports point one way', () => {
		const wrong = arrows.filter(({from, to}) => from.room !== to.room && rooms[from.room]?.uses[to.room] === undefined);
		expect(wrong.map(({file, name}) => `${file} imports ${name}`)).toEqual([]);
	});

	test('no arrow is allowed that nobody needs', () => {
		const needed = new Set(arrows.map(({from, to}) => `${from.room} ${to.room}`));
		const idle = Object.entries(rooms).flatMap(([room, {uses}]) =>
			Object.keys(uses)
				.filter((used) => !needed.has(`${room} ${used}`))
				.map((used) => `${room} uses ${used}`),
		);
		expect(idle).toEqual([]);
	});

	test('the rooms within a room keep their order, and import nothing that lies beside them', () => {
		const wrong = arrows.filter(({from, to}) => {
			if (from.room !== to.room || from.inner === undefined || from.inner === to.inner) {
				return false;
			}

			const {inner = [], innerUses = {}} = rooms[from.room] ?? {};
			const before = innerUses[from.inner] ?? inner.slice(0, inner.indexOf(from.inner));
			return to.inner === undefined || !before.includes(to.inner);
		});
		expect(wrong.map(({file, name}) => `${file} imports ${name}`)).toEqual([]);
	});

	test('so do the rooms within those', () => {
		const orders = Object.entries(rooms).flatMap(([room, {innermost = {}}]) =>
			Object.entries(innermost).map(([inner, order]) => ({path: `${room}/${inner}`, order})),
		);
		const orderOf = ({room, inner}: ReturnType<typeof placeOf>) =>
			orders.find(({path}) => path === `${room}/${inner}`)?.order;
		const there = new Set(
			files
				.map(placeOf)
				.filter((place) => place.innermost !== undefined && orderOf(place) !== undefined)
				.map(({room, inner, innermost}) => `${room}/${inner}/${innermost}`),
		);
		expect([...there].toSorted()).toEqual(
			orders.flatMap(({path, order}) => order.map((name) => `${path}/${name}`)).toSorted(),
		);
		const wrong = arrows.filter(({from, to}) => {
			const order = orderOf(from);
			if (
				order === undefined ||
				from.innermost === undefined ||
				from.room !== to.room ||
				from.inner !== to.inner ||
				from.innermost === to.innermost
			) {
				return false;
			}

			return to.innermost === undefined || order.indexOf(to.innermost) > order.indexOf(from.innermost);
		});
		expect(wrong.map(({file, name}) => `${file} imports ${name}`)).toEqual([]);
	});

	test('no two of them import each other', () => {
		expect(
			mutual(arrows.filter(({from, to}) => from.room !== to.room).map(({from, to}) => [from.room, to.room])),
		).toEqual([]);
	});

	test('no two folders import each other', () => {
		expect(mutual(arrows.map(({file, name}) => [dirname(file), dirname(name)]))).toEqual([]);
	});

	test('that check sees two that do', () => {
		expect(
			mutual([
				['a', 'a/b'],
				['a/b', 'c'],
				['a/b', 'a'],
				['c', 'c'],
			]),
		).toEqual(['a and a/b']);
	});

	test('no file imports itself by way of others, types not excepted', () => {
		expect(circular(arrows.map(({file, name}) => [file, sourceFile(name) ?? name]))).toEqual([]);
	});

	test('that check sees one that does', () => {
		expect(
			circular([
				['a', 'b'],
				['b', 'c'],
				['c', 'a'],
				['d', 'a'],
			]),
		).toEqual(['a', 'b', 'c']);
	});
});

/** Those that lead to themselves: what leads nowhere, or only to such, is taken away until nothing more is. */
function circular(pairs: readonly (readonly [from: string, to: string])[]): readonly string[] {
	let left = pairs;
	for (;;) {
		const froms = new Set(left.map(([from]) => from));
		const tos = new Set(left.map(([, to]) => to));
		const kept = left.filter(([from, to]) => froms.has(to) && tos.has(from));
		if (kept.length === left.length) {
			return [...froms].sort();
		}

		left = kept;
	}
}

/** What runs without a screen, and what is loaded before it is known whether there is one. */
const headless = [
	'sloth-agent.ts',
	'sloth-master.ts',
	'agent/program.ts',
	'agent/run.ts',
	'agent/watch/remote-story.ts',
	'agent/control-commands.ts',
	'master/program.ts',
	'master/run.ts',
	'operator/queries.ts',
	'operator/watch/run-watch.ts',
	'operator/watch/watch-in-lines.ts',
	'demo/demo.ts',
	'terminal/screen.ts',
];

test.each(headless)('%s loads neither Ink nor React', (file) => {
	expect(texts.has(file)).toBe(true);
	const loaded = [...loadedWith(file)].filter(([name]) => /^(?:ink|react)(?:\/|$)|\.tsx$/u.test(name));
	expect(loaded.map(([name, by]) => `${name}, by ${by}`)).toEqual([]);
});

test.each(['agent/run.ts', 'master/run.ts', 'demo/demo.ts'])('%s loads a screen only once it is shown', (file) => {
	const screens = [...loadedWith(file).keys()].filter((name) =>
		/^terminal\/(?:screen|rows|paint)|\/screen\//u.test(name),
	);
	expect(screens).toEqual([]);
});

test.each([
	["import {a} from './picture.js';", true],
	["import {\n\ta,\n\ttype B,\n} from '../terminal/picture.js';", true],
	["import '../../terminal/picture.js';", true],
	["export * from './picture.js';", true],
	["export {a} from './picture.js';", true],
	["import type {B} from './picture.js';\nconst c = 1;", false],
	["export type {B} from './picture.js';", false],
	["const {a} = await import('./picture.js');", false],
	["type C = typeof import('./picture.js');", false],
])('that check sees what is loaded at once: %j', (text, isLoaded) => {
	expect(loadedAtOnce(text).length > 0).toBe(isLoaded);
});

/** What may be loaded where there is neither input nor output: computing on texts and numbers. */
const pureLibraries = ['string-width', 'ms'];

/** `node:net` also has input and output. These of its functions only look at a text. */
const pureNames = /^import \{(?:(?:type \w+|isIP|isIPv4|isIPv6)(?:, )?)+\} from 'node:net';$/mu;

const pure = [
	/^base\/(?!alarm|emitter|iterate|moment|replace-file|version)/u,
	/^retry\/backoff/u,
	/^protocol\/(?:command-result|failure|failure-table|failure-words|liveness|policy|read-failure|silence-limits|trust|wire-numbers)/u,
	/^command-line\/(?:option-table|suggest|usage-error)/u,
	/^terminal\/rows\//u,
	/^terminal\/keys\/(?!key-input)/u,
	/^terminal\/paint\/(?:cells|cell-changes|theme)/u,
	/^terminal\/mode/u,
	/^agent\/connection\/connection-state/u,
	/^agent\/story\/(?:agent-model|agent-status|failed-attempts|history|narrator|trouble-memory)\.ts/u,
	/^agent\/screen\/(?!show)[^.]*\.ts$/u,
	/^fleet\/(?!screen\/show)[^.]*\.ts$/u,
	/^master\/registry\//u,
	/^master\/events\/reported-event/u,
	/^master\/watch\/(?:backlog-events|backlog-names|fleet-changes|fleet-update|watch-backlog|watcher)/u,
];

describe('pure modules', () => {
	const pureFiles = files.filter((file) => pure.some((pattern) => pattern.test(file)));

	test('are there', () => {
		expect(pure.filter((pattern) => !pureFiles.some((file) => pattern.test(file)))).toEqual([]);
	});

	test.each(pureFiles)('%s has no clock, no randomness, no input or output, through all that it loads', (file) => {
		const impure =
			/performance\.now|Date\.now|Math\.random|randomUUID|(?<!this )process\.[a-z]|setTimeout|setInterval|new Date\(\)/u;
		expect(textOf(file)).not.toMatch(impure);
		const foreign = [...loadedWith(file)].filter(
			([name, by]) =>
				sourceFile(name) === undefined &&
				!texts.has(name) &&
				!pureLibraries.includes(name) &&
				!(name === 'node:net' && pureNames.test(textOf(by))),
		);
		expect(foreign.map(([name, by]) => `${name}, by ${by}`)).toEqual([]);
	});
});

test('nothing in source waits by a clock that jumps', () => {
	const users = files.filter((file) => /AbortSignal\.(?:timeout|any)/u.test(textOf(file)));
	expect(users).toEqual([]);
});

test('one file names the credentials, and one the word for them', () => {
	const written = files.filter((file) => !file.startsWith('protocol/generated/'));
	const naming = (what: RegExp) => written.filter((file) => what.test(textOf(file)));
	const theirs =
		/\b(?:ChannelCredentials|ServerCredentials|CallCredentials|createInsecure|createSsl|credentials\.\w+\()/u;
	expect(naming(theirs)).toEqual(['protocol/credentials.ts']);
	expect(naming(/plaintext/u)).toEqual(['protocol/trust.ts']);
});

test('the generated code is that of the contract', () => {
	// `npm run generate` writes this hash; it needs the network, the check does not.
	const hash = createHash('sha256');
	for (const file of ['proto/agent.proto', 'buf.gen.yaml', 'source/protocol/generated/agent.ts']) {
		hash.update(readFileSync(join(root, file)));
	}

	const recorded = readFileSync(join(root, 'source/protocol/generated/agent.sha256'), 'utf8').trim();
	expect(hash.digest('hex'), 'run: npm run generate').toBe(recorded);
});
