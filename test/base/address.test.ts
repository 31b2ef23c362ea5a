import {describe, expect, test} from 'vitest';
import {formatAddress, isLoopbackHost, isUnspecifiedHost, parseAddress} from '../../source/base/address.js';

describe('an address', () => {
	test.each([
		['master', {host: 'master', port: 50_050}],
		['master.example:1', {host: 'master.example', port: 1}],
		['my_host-2.local:65535', {host: 'my_host-2.local', port: 65_535}],
		['192.168.1.15:50051', {host: '192.168.1.15', port: 50_051}],
		['[::1]', {host: '::1', port: 50_050}],
		['[2001:db8::1]:443', {host: '2001:db8::1', port: 443}],
		['[::ffff:10.0.0.1]:1', {host: '::ffff:10.0.0.1', port: 1}],
		['[fe80::1%eth0]:80', {host: 'fe80::1%eth0', port: 80}],
		['host:0', {host: 'host', port: 0}],
	])('is read from %s', (text, address) => {
		expect(parseAddress(text, 50_050)).toEqual(address);
	});

	test.each([
		'',
		':::',
		':50050',
		'::1',
		'2001:db8::1',
		'host:',
		'host:65536',
		'host:123456',
		'host:-1',
		'host:1:2',
		'host: 1',
		' host',
		'host\n',
		'[]',
		'[::1',
		'[host]:1',
		'[::1]x',
		'[1.2.3.4]:1',
		'http://host:1',
		'user@host',
		'a'.repeat(254),
	])('is not read from %j', (text) => {
		expect(parseAddress(text, 50_050)).toBeUndefined();
	});

	test.each(['master:50050', '[::1]:50050', '[fe80::1%eth0]:80', '10.0.0.1:0'])(
		'%s is printed as it was read',
		(text) => {
			const address = parseAddress(text, 1);
			expect(address && formatAddress(address)).toBe(text);
		},
	);
});

describe('a host', () => {
	test.each([
		['', true],
		['0.0.0.0', true],
		['::', true],
		['0:0:0:0:0:0:0:0', true],
		['10.0.0.1', false],
		['::1', false],
		['localhost', false],
	])('%j that means every address of the machine: %s', (host, expected) => {
		expect(isUnspecifiedHost(host)).toBe(expected);
	});

	test.each([
		['localhost', true],
		['127.0.0.1', true],
		['127.9.9.9', true],
		['::1', true],
		['127.0.0.1.example', false],
		['128.0.0.1', false],
		['0.0.0.0', false],
	])('%j that only this machine reaches: %s', (host, expected) => {
		expect(isLoopbackHost(host)).toBe(expected);
	});
});
