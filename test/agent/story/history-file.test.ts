import {chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {startRun} from '../../../source/agent/story/history.js';
import {createHistoryWriter, readHistory} from '../../../source/agent/story/history-file.js';

let directory = '';

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'sloth-history-'));
});

afterEach(() => {
	chmodSync(directory, 0o700);
	rmSync(directory, {recursive: true});
});

const history = {...startRun(undefined, 1000), bestStreak: 12};

test('there is none before the first start', () => {
	expect(readHistory(directory, 0)).toEqual({history: undefined, problem: undefined});
});

test('what was saved is read again, and nothing else is left', async () => {
	const writer = createHistoryWriter(directory, (line) => expect.fail(line));
	writer.save({...history, bestStreak: 1});
	writer.save({...history, bestStreak: 2});
	writer.save(history);
	await writer.flush();
	expect(readHistory(directory, 0)).toEqual({history, problem: undefined});
	expect(readdirSync(directory)).toEqual(['history.json']);
	expect(statSync(join(directory, 'history.json')).mode & 0o777).toBe(0o600);
});

test('a file of an earlier version, with reasons in words, is read and stays readable', async () => {
	const reason = {
		code: 'ECONNREFUSED',
		message: 'Nothing is listening at m:1 (ECONNREFUSED). The master is probably down.',
	};
	const facts = {since: 10, until: 20, attempts: 2, endedStreak: 5, wasConnected: true};
	const old = {firstStartAt: 1, bestStreak: 12, outages: [{...facts, reason}], runs: [{since: 1, until: 30}]};
	writeFileSync(join(directory, 'history.json'), `${JSON.stringify(old)}\n`);
	const {history: found, problem} = readHistory(directory, 0);
	expect(problem).toBeUndefined();
	expect(found).toEqual(old);
	const writer = createHistoryWriter(directory, (line) => expect.fail(line));
	writer.save(startRun(found, 40));
	await writer.flush();
	expect(readHistory(directory, 0).history?.outages).toEqual(old.outages);
});

test('a corrupt file is set aside, told of, and the next one is written', async () => {
	writeFileSync(join(directory, 'history.json'), '{"bestStreak": 48');
	const {history: found, problem} = readHistory(directory, Date.UTC(2026, 2, 1, 3, 12, 9));
	const aside = 'history.json.corrupt-2026-03-01T03-12-09-000Z';
	expect(found).toBeUndefined();
	expect(problem).toContain('is damaged: set aside as');
	expect(problem).toContain(aside);
	expect(readFileSync(join(directory, aside), 'utf8')).toBe('{"bestStreak": 48');
	const writer = createHistoryWriter(directory, (line) => expect.fail(line));
	writer.save(history);
	await writer.flush();
	expect(readHistory(directory, 0).history).toEqual(history);
});

test('what cannot be read is told of and set aside: the next write does not destroy it', async () => {
	mkdirSync(join(directory, 'history.json'));
	writeFileSync(join(directory, 'history.json', 'kept'), '');
	const {history: found, problem} = readHistory(directory, 0);
	const aside = 'history.json.corrupt-1970-01-01T00-00-00-000Z';
	expect(found).toBeUndefined();
	expect(problem).toMatch(/^The history .* cannot be read, it is a directory \(EISDIR\): set aside as /u);
	const writer = createHistoryWriter(directory, (line) => expect.fail(line));
	writer.save(history);
	await writer.flush();
	expect(readdirSync(directory).toSorted()).toEqual(['history.json', aside]);
	expect(readdirSync(join(directory, aside))).toEqual(['kept']);
});

test('a write that fails is told once, and again after one that did not', async () => {
	const told: string[] = [];
	const writer = createHistoryWriter(directory, (line) => told.push(line));
	const block = join(directory, 'history.json');
	const save = async () => {
		writer.save(history);
		await writer.flush();
	};

	mkdirSync(block);
	await save();
	await save();
	expect(told).toHaveLength(1);
	expect(told[0]).toMatch(/^The history .* cannot be written: /u);
	rmSync(block, {recursive: true});
	await save();
	expect(readHistory(directory, 0).history).toEqual(history);
	rmSync(block);
	mkdirSync(block);
	await save();
	expect(told).toHaveLength(2);
	expect(readdirSync(directory)).toEqual(['history.json']);
});
