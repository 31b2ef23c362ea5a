import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseAgentCommand} from '../source/agent/cli.js';
import {agentProgram} from '../source/agent/options.js';
import {exitCodes} from '../source/command-line/help.js';
import {type OptionDefinition, optionRows} from '../source/command-line/option-table.js';
import {parseMasterCommand} from '../source/master/cli.js';
import {masterProgram} from '../source/master/options.js';

// What the programs say of themselves stands in the readme word for word. `UPDATE_README=1 npx vitest run
// test/readme.test.ts` brings it up to date after an option changed.

const file = join(import.meta.dirname, '..', 'readme.md');

function fenced(text: string): string {
	return `\`\`\`\n${text.trimEnd()}\n\`\`\``;
}

function helpOf(command: {readonly command: string; readonly text?: string}): string {
	return fenced(command.text ?? '');
}

function table(options: readonly OptionDefinition[]): string {
	const rows = optionRows(options).map((row) => `| ${row.flag} | ${row.default} | ${row.meaning} |`);
	return ['| flag | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

const reconnecting = agentProgram.options.filter(
	({group, key}) => group === 'Reconnecting' || group === 'Heartbeats' || key === 'connectTimeout',
);

const blocks: Readonly<Record<string, string>> = {
	'help: sloth-agent': helpOf(
		parseAgentCommand({argv: ['--help'], environment: {}, stateDirectory: '~/.local/state/sloth-agent'}),
	),
	'help: sloth-master': helpOf(
		parseMasterCommand({argv: ['--help'], environment: {}, defaultDataDirectory: '~/.local/share/sloth-master'}),
	),
	'table: parameters': table(reconnecting),
	'table: exit codes': [
		'| exit code | meaning |',
		'|---|---|',
		...exitCodes.map(([code, meaning]) => `| ${code} | ${meaning} |`),
	].join('\n'),
};

function withBlocks(text: string): string {
	return Object.entries(blocks).reduce(
		(readme, [name, block]) =>
			readme.replace(
				new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- end -->)`, 'u'),
				(_match, begin: string, end: string) => `${begin}${block}${end}`,
			),
		text,
	);
}

test('the readme holds the help texts and the tables of the programs', () => {
	const text = readFileSync(file, 'utf8');
	for (const name of Object.keys(blocks)) {
		expect(text).toContain(`<!-- ${name} -->`);
	}

	const expected = withBlocks(text);
	if (process.env['UPDATE_README'] === '1') {
		writeFileSync(file, expected);
	} else {
		expect(text).toBe(expected);
	}
});

test('every flag that the readme names is a flag of a program', () => {
	const text = readFileSync(file, 'utf8');
	const known = new Set(
		[...agentProgram.options, ...masterProgram.options].map(
			({key}) => `--${key.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`,
		),
	);
	const others = new Set(['--help', '--version', '--silent', '--no-']);
	const named = [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/gu)].map(([flag]) => flag);
	expect(named.filter((flag) => !known.has(flag) && !others.has(flag) && !flag.startsWith('--no-'))).toEqual([]);
});
