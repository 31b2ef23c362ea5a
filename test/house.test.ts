import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, normalize, relative} from 'node:path';
import {describe, expect, test} from 'vitest';

const root = join(import.meta.dirname, '..');
const source = join(root, 'source');

function sourceFiles(): string[] {
	return readdirSync(source, {recursive: true, encoding: 'utf8'}).filter((path) => /\.tsx?$/u.test(path));
}

/** Every module that a file names, types included: our own as paths below source, others by their name. */
function importsOf(file: string): string[] {
	const text = readFileSync(join(source, file), 'utf8');
	const names = [...text.matchAll(/(?:from|import)\s*\(?\s*'(?<name>[^']+)'/gu)].map(
		(match) => match.groups?.['name'] ?? '',
	);
	return names.map((name) =>
		name.startsWith('.') ? relative(source, normalize(join(source, dirname(file), name))) : name,
	);
}

/** The modules that a text loads as it is loaded itself: neither types nor what is imported later. */
function loadedAtOnce(text: string): string[] {
	const statements = text.matchAll(/^(?:import|export)(?! type\b)(?:[^;'(=]*\sfrom)?\s*'(?<name>[^']+)'/gmu);
	return [...statements].map((match) => match.groups?.['name'] ?? '');
}

/** Which rooms each room may import from. The rooms are new: the arrows that run back go next. */
const rooms = [
	'base',
	'protocol',
	'retry',
	'host',
	'control',
	'observe',
	'program',
	'command-line',
	'terminal',
	'agent',
	'fleet',
	'operator',
	'master',
	'demo',
];
const allowed: Readonly<Record<string, readonly string[]>> = Object.fromEntries(rooms.map((room) => [room, rooms]));

test('imports point one way, and agent and master never import each other', () => {
	const wrong = sourceFiles().flatMap((file) => {
		const [room = '', rest] = file.split('/');
		return rest === undefined
			? []
			: importsOf(file)
					.filter(
						(name) =>
							/^[a-z-]+\//u.test(name) && name.split('/')[0] !== undefined && (name.split('/')[0] ?? '') in allowed,
					)
					.filter((name) => !allowed[room]?.includes(name.split('/')[0] ?? ''))
					.map((name) => `${file} imports ${name}`);
	});
	expect(wrong).toEqual([]);
});

test('only the picture loads Ink and React, and it is loaded once a screen is shown', () => {
	const importers = sourceFiles().filter((file) => importsOf(file).some((name) => name === 'ink' || name === 'react'));
	expect(importers).toEqual(['terminal/picture.ts']);
	const loaders = sourceFiles().filter((file) =>
		loadedAtOnce(readFileSync(join(source, file), 'utf8')).some((name) => /(?:^|\/)picture\.js$/u.test(name)),
	);
	expect(loaders).toEqual([]);
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

describe('pure modules', () => {
	test.each([
		'agent/connection/connection-state.ts',
		'retry/backoff.ts',
		'agent/story/narrator.ts',
		'agent/story/agent-status.ts',
		'master/registry/registry.ts',
		'master/registry/liveness.ts',
		'master/registry/name-claim.ts',
		'master/registry/sweep-clock.ts',
		'master/watch/fleet-changes.ts',
		'operator/watch/fleet-lines.ts',
		'master/watch/fleet-update.ts',
		'master/events/reported-event.ts',
		'master/watch/unread-events.ts',
		'master/watch/unread-names.ts',
		'master/watch/unread-updates.ts',
		'master/watch/watcher.ts',
		'base/formats.ts',
		'terminal/paint/cell-changes.ts',
		'terminal/paint/cells.ts',
		'terminal/rows/frame.ts',
		'terminal/rows/wrap-text.ts',
		'terminal/rows/help.ts',
		'terminal/rows/scrolled.ts',
		'terminal/keys/key-splitter.ts',
		'terminal/mode.ts',
		'terminal/rows/row.ts',
		'terminal/rows/strip.ts',
		'terminal/keys/text-field.ts',
		'terminal/paint/theme.ts',
		'agent/story/history.ts',
		'agent/story/agent-model.ts',
		'agent/story/failed-attempts.ts',
		...sourceFiles().filter((file) => /^agent\/screen\/(?!show|source|reason-words)/u.test(file)),
	])('%s has no clock, no randomness, no input or output', (file) => {
		const text = readFileSync(join(source, file), 'utf8');
		expect(text).not.toMatch(
			/performance\.now|Date\.now|Math\.random|randomUUID|process\.[a-z]|setTimeout|setInterval|new Date\(\)/u,
		);
		expect(importsOf(file).filter((name) => name.startsWith('node:'))).toEqual([]);
	});
});

test('nothing in source waits by a clock that jumps', () => {
	const users = sourceFiles().filter((file) =>
		/AbortSignal\.(?:timeout|any)/u.test(readFileSync(join(source, file), 'utf8')),
	);
	expect(users).toEqual([]);
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
