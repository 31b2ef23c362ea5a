import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {parseAgentCommand} from '../source/agent/cli.js';
import {agentProgram} from '../source/agent/options.js';
import {exitCodes} from '../source/command-line/help.js';
import {
	defaultInWords,
	flagOf,
	flagWithPlaceholder,
	isToggle,
	type OptionDefinition,
} from '../source/command-line/option-table.js';
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
	const rows = options.map((option) => {
		const cells = [`\`${flagWithPlaceholder(option)}\``, defaultInWords(option), option.description];
		return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
	});
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
	return Object.entries(blocks).reduce((readme, [name, block]) => {
		const begin = `<!-- ${name} -->\n`;
		const end = '\n<!-- end -->';
		const [before = '', rest, ...others] = readme.split(begin);
		const length = rest?.indexOf(end) ?? -1;
		if (rest === undefined || others.length > 0 || length === -1 || /^<!-- /mu.test(rest.slice(0, length))) {
			throw new Error(`Expected one block "${name}" with an end of its own`);
		}

		return `${before}${begin}${block}${rest.slice(length)}`;
	}, text);
}

test('the readme holds the help texts and the tables of the programs', () => {
	const text = readFileSync(file, 'utf8');
	const expected = withBlocks(text);
	if (process.env['UPDATE_README'] === '1') {
		writeFileSync(file, expected);
	} else {
		expect(text).toBe(expected);
	}
});

test.each(Object.keys(blocks))('a block without its own end is no block: %s', (name) => {
	const text = readFileSync(file, 'utf8');
	const [before = '', after = ''] = text.split(`<!-- ${name} -->`);
	const problem = `Expected one block "${name}" with an end of its own`;
	expect(() => withBlocks(`${before}<!-- ${name} -->${after.replace('<!-- end -->', '')}`)).toThrow(problem);
	expect(() => withBlocks(before + after)).toThrow(problem);
});

/** The flags in a text that no program has. */
function unknownFlags(text: string): string[] {
	const options: readonly OptionDefinition[] = [...agentProgram.options, ...masterProgram.options];
	const negated = options.filter(isToggle).map(({key}) => `--no-${flagOf(key).slice(2)}`);
	// `--no-` begins `--no-FLAG`; `--silent` is a flag of npm.
	const known = new Set([
		'--help',
		'--version',
		'--silent',
		'--no-',
		...options.map(({key}) => flagOf(key)),
		...negated,
	]);
	return [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/gu)].map(([flag]) => flag).filter((flag) => !known.has(flag));
}

test('every flag that the readme names is a flag of a program', () => {
	expect(unknownFlags(readFileSync(file, 'utf8'))).toEqual([]);
	expect(unknownFlags('--name --no-color --no-plain --no-FLAG')).toEqual([]);
	expect(unknownFlags('`--nmae`, --no-colour, --no-name')).toEqual(['--nmae', '--no-colour', '--no-name']);
});
