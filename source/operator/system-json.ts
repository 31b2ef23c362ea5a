import {formatAge} from '../base/durations.js';
import {safeText} from '../base/safe-text.js';
import type {AgentInfo} from '../protocol/generated/agent.js';
import {readAgeMs} from '../protocol/wire-numbers.js';

/** What an agent said of its machine, as scripts read it in `info --json`. Keys stay. */
export type SystemJson = {
	/** Whatever value the agent told, its texts cleaned. Null where it told none; only Go agents tell it. */
	readonly system: unknown;
	readonly systemToldAt: string | null;
};

/** A person is shown so many lines of it. */
const mostLines = 40;

/** What is nested more deeply is left out. */
const deepest = 16;

/** Longer than any master of ours tells it. */
const largestTold = 256 * 1024;

/** What a master answered, cleaned. What cannot be read is left out. */
export function toSystemJson(
	{systemInfoJson, lastInfoCollected}: Pick<AgentInfo, 'systemInfoJson' | 'lastInfoCollected'>,
	wallMs: number,
): SystemJson {
	const system = readSystem(systemInfoJson);
	return system === undefined
		? {system: null, systemToldAt: null}
		: {system, systemToldAt: new Date(wallMs - readAgeMs(wallMs - lastInfoCollected * 1000)).toISOString()};
}

/** The same for a person: when it was told, and a line for each value in it. None where nothing was told. */
export function systemLines({system, systemToldAt}: SystemJson, wallMs: number): readonly string[] {
	if (systemToldAt === null) {
		return [];
	}

	const lines = leavesOf(system, '').map(([path, text]) => `    ${path === '' ? text : `${path}: ${text}`}`);
	const left = lines.length - mostLines;
	return [
		`  ${'System'.padEnd(15)} told ${formatAge(wallMs - Date.parse(systemToldAt))}`,
		...lines.slice(0, mostLines),
		...(left > 0 ? [`    and ${left} more, which --json prints`] : []),
	];
}

function readSystem(json: string): unknown {
	if (json === '' || json.length > largestTold) {
		return undefined;
	}

	try {
		return cleanValue(JSON.parse(json), 0);
	} catch {
		return undefined;
	}
}

function cleanValue(value: unknown, depth: number): unknown {
	if (typeof value === 'string') {
		return safeText(value, 1000);
	}

	if (typeof value !== 'object' || value === null) {
		return value;
	}

	if (depth === deepest) {
		return '…';
	}

	return Array.isArray(value)
		? value.map((inner) => cleanValue(inner, depth + 1))
		: Object.fromEntries(
				Object.entries(value).map(([key, inner]) => [safeText(key, 100), cleanValue(inner, depth + 1)]),
			);
}

/** Every value that holds no others, under the path that leads to it, such as `disks.0.mount`. */
function leavesOf(value: unknown, path: string): ReadonlyArray<readonly [string, string]> {
	if (typeof value !== 'object' || value === null) {
		return [[path, String(value)]];
	}

	return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, path === '' ? key : `${path}.${key}`));
}
