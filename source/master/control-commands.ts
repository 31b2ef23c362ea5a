import {assertNever} from '../base/assert-never.js';
import {formatDuration} from '../base/durations.js';
import {printStatus, stopAndTell} from '../program/ask-commands.js';
import {trust} from '../protocol/trust.js';
import {controlName} from './files.js';
import type {MasterStatus} from './master.js';
import type {MasterCommand} from './master-options.js';

type ControlCommand = Extract<MasterCommand, {command: 'stop' | 'status'}>;

/** Talks to the master of a data directory, through its local socket. Returns the exit code. */
export async function runControlCommand(command: ControlCommand): Promise<number> {
	const {dataDirectory} = command;
	const target = {
		directory: dataDirectory,
		name: controlName,
		label: 'The master',
		notRunning: `No master runs on ${dataDirectory}.`,
	};
	switch (command.command) {
		case 'status':
			return printStatus<MasterStatus>(target, {isJson: command.isJson, lines: statusLines});
		case 'stop':
			return stopAndTell(target, 'Master stopped.');
		default:
			return assertNever(command);
	}
}

function statusLines({agents, address, uptimeMs, pid, version, storeProblem, ...status}: MasterStatus): string[] {
	const counts = Object.entries(agents).flatMap(([liveness, count]) => (count === 0 ? [] : [`${count} ${liveness}`]));
	const rows: ReadonlyArray<readonly [string, string]> = [
		['Address', `${address}, ${trust}`],
		['Agents', counts.length === 0 ? 'none yet' : counts.join(', ')],
		['Registry', storeProblem === null ? `${status.dataDirectory}, durable` : `NOT WRITTEN: ${storeProblem}`],
		['Process', `${pid}, up ${formatDuration(uptimeMs)}, version ${version}`],
		...(status.log === null ? [] : [['Log', status.log] as const]),
	];
	return ['Master', ...rows.map(([label, text]) => `  ${label.padEnd(9)} ${text}`)];
}
