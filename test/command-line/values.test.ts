import {expect, test} from 'vitest';
import {
	address,
	agentName,
	choice,
	choices,
	duration,
	host,
	integer,
	number,
	path,
	port,
	reportedAddress,
	toggle,
} from '../../source/command-line/values.js';

const time = duration({minimum: '100ms', example: '5s'});

test.each([
	['100ms', 100],
	['5s', 5000],
	['1.5m', 90_000],
	['2h', 7_200_000],
	['24d', 2_073_600_000],
	['2147483647ms', 2_147_483_647],
])('reads %s as a duration', (text, milliseconds) => {
	expect(time.read(text)).toBe(milliseconds);
});

test.each(['5', '-5s', '5 parsecs', '5 s', 'NaN', 'Infinity', '', 's', '1e3s', '.5s', '5S', '1w', '٥s', '99ms'])(
	'refuses %o as a duration',
	(text) => {
		expect(time.read(text)).toBeUndefined();
		expect(time.expected(text)).toBe('a duration of at least 100ms such as 5s');
	},
);

test.each(['2147483648ms', '25d', `${'9'.repeat(400)}d`])('says how long a duration may be at most, for %s', (text) => {
	expect(time.read(text)).toBeUndefined();
	expect(time.expected(text)).toBe('a duration of at most 24d such as 5s');
});

test('lets a duration that no timer waits for be longer than a timer can be', () => {
	const kept = duration({minimum: '1s', maximum: '90d', example: '30d'});
	expect(kept.read('90d')).toBe(7_776_000_000);
	expect(kept.read('91d')).toBeUndefined();
	expect(kept.expected('91d')).toBe('a duration of at most 90d such as 30d');
});

test('reads numbers within their bounds only', () => {
	const share = number(0, 1);
	expect(['0', '1', '0.2', '.5', '1e-7'].map((text) => share.read(text))).toEqual([0, 1, 0.2, 0.5, 1e-7]);
	for (const text of ['', '-0.1', '1.1', 'NaN', 'Infinity', '0x1', '1,0', ' 1', '1.', '1e999']) {
		expect(share.read(text), text).toBeUndefined();
	}
});

test('reads whole numbers within their bounds only', () => {
	const threshold = integer(1, 100);
	expect(['1', '100', '007'].map((text) => threshold.read(text))).toEqual([1, 100, 7]);
	for (const text of ['0', '101', '1.5', '1e1', '-1', '', '9'.repeat(30)]) {
		expect(threshold.read(text), text).toBeUndefined();
	}
});

test('reads ports from 0 to 65535', () => {
	expect(['0', '65535'].map((text) => port.read(text))).toEqual([0, 65_535]);
	for (const text of ['65536', '-1', '-0', 'http', '']) {
		expect(port.read(text), text).toBeUndefined();
	}
});

test('reads the address of a master, with its usual port where none is given', () => {
	const master = address(50_050);
	expect(master.read('db-1.example')).toEqual({host: 'db-1.example', port: 50_050});
	expect(master.read('10.0.0.1:7')).toEqual({host: '10.0.0.1', port: 7});
	expect(master.read('[::1]')).toEqual({host: '::1', port: 50_050});
	expect(master.read('[fe80::1%eth0]:65535')).toEqual({host: 'fe80::1%eth0', port: 65_535});
});

test.each([
	':::',
	'::1',
	'host:99999',
	'host:0',
	'host:',
	':50050',
	'',
	'50050',
	'1.2.3',
	'300.1.1.1',
	'a b',
	'-x',
	'..',
])('refuses %o as the address of a master', (text) => {
	expect(address(50_050).read(text)).toBeUndefined();
});

test('takes a reported address without a port, and tells it by port 0', () => {
	expect(reportedAddress.read('agent.example')).toEqual({host: 'agent.example', port: 0});
	expect(reportedAddress.read('[::1]:50051')).toEqual({host: '::1', port: 50_051});
	expect(reportedAddress.read('agent.example:65536')).toBeUndefined();
	expect(reportedAddress.read('50051')).toBeUndefined();
});

test('reads a host to listen on, an IPv6 address with or without brackets', () => {
	expect(['localhost', '0.0.0.0', '::', '[::1]'].map((text) => host.read(text))).toEqual([
		'localhost',
		'0.0.0.0',
		'::',
		'::1',
	]);
	for (const text of ['', 'localhost:1', '[localhost]', '[::1]:1', ':::', '256.0.0.1', 'a..b', 'a/b']) {
		expect(host.read(text), text).toBeUndefined();
	}
});

test('reads the names of agents', () => {
	expect(agentName.read('web-1.example_2')).toBe('web-1.example_2');
	for (const text of ['', 'a b', '.hidden', '-x', 'ä', 'a/b', 'a'.repeat(254)]) {
		expect(agentName.read(text), text).toBeUndefined();
	}
});

test('makes paths absolute against the working directory', () => {
	const file = path('FILE');
	expect(file.read('logs/../agent.log', '/srv')).toBe('/srv/agent.log');
	expect(file.read('/var/log/agent.log', '/srv')).toBe('/var/log/agent.log');
	expect(file.read('agent.log')).toBe(`${process.cwd()}/agent.log`);
	expect(file.read('')).toBeUndefined();
	expect(file.read(' ')).toBeUndefined();
	expect(file.read('a\0b')).toBeUndefined();
});

test('reads one of some words, in their exact spelling', () => {
	const format = choice(['text', 'json']);
	expect(format.placeholder).toBe('text|json');
	expect(format.read('json')).toBe('json');
	expect(format.read('JSON')).toBeUndefined();
	expect(format.expected('')).toBe('one of text, json');
});

test('reads some of some words, each once', () => {
	const statuses = choices(['active', 'late', 'lost'], 'WORDS');
	expect(statuses.read('lost, active,lost')).toEqual(['lost', 'active']);
	for (const text of ['', ',', 'active,', 'active,dead']) {
		expect(statuses.read(text), text).toBeUndefined();
	}
});

test('reads on and off', () => {
	expect(['1', 'true', 'YES'].map((text) => toggle.read(text))).toEqual([true, true, true]);
	expect(['0', 'False', 'no'].map((text) => toggle.read(text))).toEqual([false, false, false]);
	expect(['', 'on', '2'].map((text) => toggle.read(text))).toEqual([undefined, undefined, undefined]);
});
