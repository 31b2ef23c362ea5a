import {isIP, isIPv4, isIPv6} from 'node:net';
import {resolve} from 'node:path';
import ms from 'ms';
import {type Address, parseAddress} from '../base/address.js';
import {agentNameRule, isAgentName} from '../base/agent-name.js';
import {longestTimerMs} from '../protocol/policy.js';

/** How the text of one kind of option is read. */
export type ValueKind<Value> = {
	/** What stands for the value in a help text. */
	readonly placeholder: string;
	/** The type that a config file has for it. */
	readonly json: 'string' | 'number' | 'boolean';
	/** What was expected, where this text was not it. Follows the words "to be". */
	readonly expected: (text: string) => string;
	/** Undefined where the text is no such value. The working directory is that of the process by default. */
	readonly read: (text: string, workingDirectory?: string) => Value | undefined;
};

const durationPattern = /^(?<number>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d)$/u;

/**
A number with its unit, such as 250ms, 5s or 1.5m, read into milliseconds. No longer than a timer can be by default.
*/
export function duration({
	minimum,
	maximum,
	example,
}: {
	readonly minimum: ms.StringValue;
	readonly maximum?: ms.StringValue;
	readonly example: string;
}): ValueKind<number> {
	const minimumMs = ms(minimum);
	const maximumMs = maximum === undefined ? longestTimerMs : ms(maximum);
	const read = (text: string) => {
		const {number, unit} = durationPattern.exec(text)?.groups ?? {};
		return number === undefined || unit === undefined ? Number.NaN : Math.round(Number(number) * ms(`1${unit as 's'}`));
	};

	return {
		placeholder: 'TIME',
		json: 'string',
		expected: (text) =>
			read(text) > maximumMs
				? `a duration of at most ${maximum ?? '24d'} such as ${example}`
				: `a duration of at least ${minimum} such as ${example}`,
		read: (text) => within(read(text), minimumMs, maximumMs),
	};
}

/** A decimal number that is not negative. */
export function number(minimum: number, maximum: number): ValueKind<number> {
	return {
		placeholder: 'NUMBER',
		json: 'number',
		expected: () => `a number from ${minimum} to ${maximum}`,
		read: (text) =>
			/^(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/u.test(text) ? within(Number(text), minimum, maximum) : undefined,
	};
}

/** A whole number that is not negative. */
export function integer(minimum: number, maximum: number): ValueKind<number> {
	return {
		placeholder: 'N',
		json: 'number',
		expected: () => `a whole number from ${minimum} to ${maximum}`,
		read: (text) => (/^\d{1,15}$/u.test(text) ? within(Number(text), minimum, maximum) : undefined),
	};
}

/** A port to listen on. 0 takes a free one. */
export const port: ValueKind<number> = {
	...integer(0, 65_535),
	placeholder: 'PORT',
	expected: () => 'a port from 0 (a free one) to 65535',
};

/** Where to connect to: `HOST` or `HOST:PORT`. */
export function address(defaultPort: number): ValueKind<Address> {
	return {
		placeholder: 'HOST:PORT',
		json: 'string',
		expected: () =>
			`HOST or HOST:PORT such as localhost:${defaultPort} or [::1]:${defaultPort}, the port from 1 to 65535`,
		read(text) {
			const found = parseAddress(text, defaultPort);
			return found !== undefined && found.port > 0 && isHost(found.host) ? found : undefined;
		},
	};
}

/** An address to tell others: `HOST` or `HOST:PORT`. Port 0 where there is none. */
export const reportedAddress: ValueKind<Address> = {
	placeholder: 'HOST[:PORT]',
	json: 'string',
	expected: () => 'HOST or HOST:PORT such as agent.example:50051 or [::1]:50051, the port from 0 to 65535',
	read(text) {
		const found = parseAddress(text, 0);
		return found !== undefined && isHost(found.host) ? found : undefined;
	},
};

/** A host to listen on: a name or an IP address, an IPv6 address with or without brackets. */
export const host: ValueKind<string> = {
	placeholder: 'HOST',
	json: 'string',
	expected: () => 'a host name or an IP address, without a port, such as 127.0.0.1 or ::1',
	read(text) {
		const bare = /^\[(?<inner>.*)\]$/u.exec(text)?.groups?.['inner'];
		return bare === undefined ? (isHost(text) ? text : undefined) : isIPv6(bare) ? bare : undefined;
	},
};

/** The name of an agent, as `agent-name.ts` has it. */
export const agentName: ValueKind<string> = {
	placeholder: 'NAME',
	json: 'string',
	expected: () => agentNameRule,
	read: (text) => (isAgentName(text) ? text : undefined),
};

/** A path, made absolute. */
export function path(placeholder: 'FILE' | 'DIR'): ValueKind<string> {
	return {
		placeholder,
		json: 'string',
		expected: () => (placeholder === 'FILE' ? 'the path of a file' : 'the path of a directory'),
		read: (text, workingDirectory) =>
			text.trim() === '' || text.includes('\0') ? undefined : resolve(workingDirectory ?? '', text),
	};
}

/** One of some words. */
export function choice<const Choice extends string>(
	choices: readonly Choice[],
	placeholder = choices.join('|'),
): ValueKind<Choice> {
	return {
		placeholder,
		json: 'string',
		expected: () => `one of ${choices.join(', ')}`,
		read: (text) => choices.find((candidate) => candidate === text),
	};
}

/** Some of some words, separated by commas. */
export function choices<const Choice extends string>(
	known: readonly Choice[],
	placeholder: string,
): ValueKind<readonly Choice[]> {
	const one = choice(known);
	return {
		placeholder,
		json: 'string',
		expected: () => `one or more of ${known.join(', ')}, separated by commas`,
		read(text) {
			const words = text.split(',').map((word) => one.read(word.trim().toLowerCase()));
			const found = words.filter((word) => word !== undefined);
			return found.length === words.length ? [...new Set(found)] : undefined;
		},
	};
}

/** On or off. The flag stands alone; an environment variable and a config file give a value. */
export const toggle: ValueKind<boolean> = {
	placeholder: '',
	json: 'boolean',
	expected: () => '1, true or yes, or 0, false or no',
	read(text) {
		const word = text.toLowerCase();
		return ['1', 'true', 'yes'].includes(word) ? true : ['0', 'false', 'no'].includes(word) ? false : undefined;
	},
};

function within(value: number, minimum: number, maximum: number): number | undefined {
	return value >= minimum && value <= maximum ? value : undefined;
}

// A name whose last label is a number is meant as an IPv4 address, and `--master 50050` as a port.
function isHost(text: string): boolean {
	if (isIP(text) !== 0) {
		return true;
	}

	const isName = /^\w[\w-]*(?:\.\w[\w-]*)*\.?$/u.test(text) && text.length <= 253;
	return isName && (isIPv4(text) || !/(?:^|\.)\d+\.?$/u.test(text));
}
