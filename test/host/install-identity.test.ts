import {mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {readInstallId} from '../../source/host/install-identity.js';
import {bundleFixture} from '../helpers/bundle-fixture.js';
import {type Fixture, makeTemporaryDirectory, removeDirectory, startFixture} from './fixture-process.js';

let scripts: string;
let reader: string;
let directory: string;
const fixtures: Fixture[] = [];

beforeAll(async () => {
	scripts = makeTemporaryDirectory();
	reader = await bundleFixture(scripts, new URL('./fixtures/id-reader.ts', import.meta.url));
});

afterAll(() => {
	removeDirectory(scripts);
});

beforeEach(() => {
	directory = makeTemporaryDirectory();
});

afterEach(async () => {
	await Promise.all(fixtures.splice(0).map((fixture) => fixture.kill()));
	removeDirectory(directory);
});

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u;

test('makes an id once, in a file of its own user', async () => {
	const state = join(directory, 'new', 'state');
	const id = await readInstallId(state);
	expect(id).toMatch(uuid);
	expect(await readInstallId(state)).toBe(id);
	expect(readFileSync(join(state, 'install-id'), 'utf8')).toBe(`${id}\n`);
	expect(statSync(join(state, 'install-id')).mode & 0o777).toBe(0o600);
	expect(readdirSync(state)).toEqual(['install-id']);
});

test.each(['', 'half-an-id', '\0\0\0\0'])('replaces a damaged file: %j', async (content) => {
	writeFileSync(join(directory, 'install-id'), content);
	const id = await readInstallId(directory);
	expect(id).toMatch(uuid);
	expect(await readInstallId(directory)).toBe(id);
	expect(readdirSync(directory)).toEqual(['install-id']);
});

test('goes on with what a starter that died had proposed', async () => {
	const proposed = '6f1d2c1e-0b8a-4f56-9a75-2d51f9d2a8f3';
	writeFileSync(join(directory, 'install-id.proposal'), `${proposed}\n`);
	expect(await readInstallId(directory)).toBe(proposed);
	expect(readdirSync(directory)).toEqual(['install-id']);
});

test('gets over a proposal that a power cut emptied', async () => {
	writeFileSync(join(directory, 'install-id.proposal'), '');
	const id = await readInstallId(directory);
	expect(await readInstallId(directory)).toBe(id);
	expect(readdirSync(directory)).toEqual(['install-id']);
});

test.each([undefined, 'damaged'])('eight processes at the same moment agree, the file being %s', async (content) => {
	if (content !== undefined) {
		writeFileSync(join(directory, 'install-id'), content);
	}

	const readers = Array.from({length: 8}, () => startFixture(reader, [directory]));
	fixtures.push(...readers);
	for (const each of readers) {
		expect(await each.nextMessage()).toBe('ready');
	}

	for (const each of readers) {
		each.send('go');
	}

	const ids = await Promise.all(readers.map((each) => each.nextMessage()));
	expect(new Set(ids).size).toBe(1);
	expect(await readInstallId(directory)).toBe(ids[0]);
});

test('is in memory where nothing can be written', async () => {
	writeFileSync(join(directory, 'file'), '');
	expect(await readInstallId(join(directory, 'file'))).toMatch(uuid);
	mkdirSync(join(directory, 'install-id'));
	expect(await readInstallId(directory)).toMatch(uuid);
});
