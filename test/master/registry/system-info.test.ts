import {describe, expect, test, vi} from 'vitest';
import {createRegistry} from '../../../source/master/registry/registry.js';
import {largestSystemInfo, readSystemInfo} from '../../../source/master/registry/system-info.js';
import {connect, goPeer, name, ours} from './registry-fixture.js';

describe('what an agent says of its machine', () => {
	test('is kept as compact JSON with the time at which it was told', () => {
		const told = '{ "hostname": "web-1",\n\t"cpus": 4 }';
		expect(readSystemInfo(undefined, told, 5)).toEqual({told, json: '{"hostname":"web-1","cpus":4}', toldAt: 5});
	});

	test('is not read again where the words are the same, but its time is the new one', () => {
		const first = readSystemInfo(undefined, '{"cpus": 4}', 5);
		const parse = vi.spyOn(JSON, 'parse');
		expect(readSystemInfo(first, '{"cpus": 4}', 9)).toEqual({...first, toldAt: 9});
		expect(parse).not.toHaveBeenCalled();
		expect(readSystemInfo(first, '{"cpus": 5}', 10)?.json).toBe('{"cpus":5}');
		expect(parse).toHaveBeenCalledOnce();
		parse.mockRestore();
	});

	test('holds printable ASCII only, and is the same value still', () => {
		const value = {'\u001B[31m': 'a\nb\u0000\u007F\u009B\u202E\uFEFFé漢😀', path: 'C:\\'};
		const json = readSystemInfo(undefined, JSON.stringify(value), 0)?.json ?? '';
		expect(json).toMatch(/^[ -~]+$/u);
		expect(JSON.parse(json)).toEqual(value);
	});

	test.each([
		['no JSON', 'cpus=4'],
		['half of it', '{"cpus":'],
		['longer than the limit', JSON.stringify('x'.repeat(largestSystemInfo))],
		['longer than the limit once it is escaped', JSON.stringify('漢'.repeat(largestSystemInfo / 4))],
		['nested too deeply to be written', '['.repeat(30_000) + ']'.repeat(30_000)],
	])('is not kept where it is %s: what was known stays', (_case, told) => {
		expect(readSystemInfo(undefined, told, 0)).toBeUndefined();
		const last = readSystemInfo(undefined, '{"cpus":4}', 5);
		expect(readSystemInfo(last, told, 9)).toBe(last);
	});

	test('may be as long as the limit', () => {
		const told = JSON.stringify('x'.repeat(largestSystemInfo - 2));
		expect(readSystemInfo(undefined, told, 0)?.json).toHaveLength(largestSystemInfo);
	});
});

describe('a registry', () => {
	const beat = {name, sessionId: '', peerAddress: '10.0.0.1'};

	test('has what the last heartbeat said that said something', () => {
		const registry = createRegistry();
		registry.register(0, goPeer('10.0.0.1'));
		expect(registry.systemInfo(name)).toBeUndefined();
		registry.heartbeat(1, {...beat, systemInfoJson: '{"cpus":4}'});
		registry.heartbeat(2, {...beat, systemInfoJson: ''});
		registry.heartbeat(3, beat);
		expect(registry.systemInfo(name)).toMatchObject({json: '{"cpus":4}', toldAt: 1});
	});

	test('counts a heartbeat whose words are not kept', () => {
		const registry = createRegistry();
		registry.register(0, goPeer('10.0.0.1'));
		expect(registry.heartbeat(1, {...beat, systemInfoJson: 'no JSON'})).toMatchObject({type: 'acknowledged'});
		expect(registry.get(name)).toMatchObject({streak: 1, lastHeartbeatAt: 1});
		expect(registry.systemInfo(name)).toBeUndefined();
	});

	test('takes nothing from a heartbeat that does not count', () => {
		const registry = createRegistry();
		registry.register(0, goPeer('10.0.0.1'));
		registry.heartbeat(1, {...beat, peerAddress: '10.0.0.2', systemInfoJson: '{"cpus":4}'});
		expect(registry.systemInfo(name)).toBeUndefined();
	});

	test('keeps it when the same agent registers again, and forgets it with the agent, or when another has its name', () => {
		const registry = createRegistry();
		registry.register(0, goPeer('10.0.0.1'));
		registry.heartbeat(1, {...beat, systemInfoJson: '{"cpus":4}'});
		registry.register(2, goPeer('10.0.0.1'));
		expect(registry.systemInfo(name)?.json).toBe('{"cpus":4}');
		registry.sweep(0);
		for (let now = 250; now <= 30_000; now += 250) {
			registry.sweep(now);
		}

		connect(registry, 30_001, ours('first', 's1'), 1);
		expect(registry.systemInfo(name)).toBeUndefined();
		registry.heartbeat(30_002, {...beat, sessionId: 's1', systemInfoJson: '{"cpus":8}'});
		registry.remove(name);
		expect(registry.systemInfo(name)).toBeUndefined();
	});
});
