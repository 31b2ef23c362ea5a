import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import headless from '@xterm/headless';
import {build} from 'esbuild';
import {isRunning, waitUntil} from '../host/fixture-process.js';

/** Bundles a program that has a screen. `NODE_ENV` stays open, so that what is set at run time counts. */
export async function bundleScreenProgram(directory: string, source: URL): Promise<string> {
	const name = 'program';
	await build({
		entryPoints: [{in: fileURLToPath(source), out: name}],
		outdir: directory,
		outExtension: {'.js': '.mjs'},
		bundle: true,
		splitting: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		external: ['react-devtools-core'],
		define: {'process.env.DEV': 'false'},
		jsx: 'automatic',
		banner: {
			js: "import {createRequire as createBundleRequire} from 'node:module';const require=createBundleRequire(import.meta.url);",
		},
		logLevel: 'warning',
	});
	return join(directory, `${name}.mjs`);
}

export type PtyProgramOptions = {
	readonly script: string;
	readonly reportFile: string;
	readonly flags?: readonly string[];
	readonly environment?: Readonly<Record<string, string | undefined>>;
	readonly columns?: number;
	readonly rows?: number;
};

/** The environment of the tests with some values set anew; undefined takes one away. */
function environmentOf(changes: Readonly<Record<string, string | undefined>>): Record<string, string> {
	const environment = {...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...changes};
	return Object.fromEntries(
		Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
	);
}

/** A program in a real pseudo-terminal, and what a terminal shows of it. */
export class PtyProgram {
	readonly pty: IPty;
	/** Every byte that the program wrote. */
	written = '';
	exit: {readonly exitCode: number; readonly signal?: number | undefined} | undefined;
	readonly #emulator: InstanceType<typeof headless.Terminal>;
	readonly #reportFile: string;

	constructor({script, reportFile, flags = [], environment = {}, columns = 80, rows = 24}: PtyProgramOptions) {
		this.#reportFile = reportFile;
		this.#emulator = new headless.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 100});
		this.pty = spawn(process.execPath, [script, reportFile, ...flags], {
			cols: columns,
			rows,
			env: environmentOf({NO_COLOR: undefined, LC_ALL: undefined, LC_CTYPE: undefined, CI: undefined, ...environment}),
		});
		this.pty.onData((text) => {
			this.written += text;
			this.#emulator.write(text);
		});
		this.pty.onExit((exit) => {
			this.exit = exit;
		});
	}

	get screenType(): 'normal' | 'alternate' {
		return this.#emulator.buffer.active.type;
	}

	/** What the terminal shows, its scrollback included. */
	get text(): string {
		const {active} = this.#emulator.buffer;
		return Array.from({length: active.length}, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join(
			'\n',
		);
	}

	resize(columns: number, rows: number): void {
		this.#emulator.resize(columns, rows);
		this.pty.resize(columns, rows);
	}

	async waitForText(text: string): Promise<void> {
		await waitUntil(`"${text}" on the screen`, () => this.text.includes(text)).catch((error: unknown) => {
			throw new Error(`${String(error)}. There is:\n${this.text}`);
		});
	}

	reports(): ReadonlyArray<Readonly<Record<string, unknown>>> {
		return existsSync(this.#reportFile)
			? readFileSync(this.#reportFile, 'utf8')
					.split('\n')
					.filter((line) => line !== '')
					.map((line) => JSON.parse(line))
			: [];
	}

	/** The value that was reported last under this name, once there is one. */
	async waitForReport(name: string, holds: (value: unknown) => boolean = () => true): Promise<unknown> {
		let value: unknown;
		await waitUntil(`the program reports ${name}`, () => {
			value = this.reports().findLast((fact) => name in fact)?.[name];
			return value !== undefined && holds(value);
		});
		return value;
	}

	async waitForExit(): Promise<{readonly exitCode: number}> {
		await waitUntil('the program exits', () => this.exit !== undefined);
		// What came with the exit is shown in a later turn.
		await new Promise<void>((resolve) => {
			this.#emulator.write('', resolve);
		});
		return this.exit ?? {exitCode: Number.NaN};
	}

	/** Ends what is left of it. */
	async close(): Promise<void> {
		const {pid} = this.pty;
		if (isRunning(pid)) {
			process.kill(pid, 'SIGKILL');
			await waitUntil('the program is gone', () => !isRunning(pid));
		}

		this.#emulator.dispose();
	}
}
