import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {afterAll, beforeAll} from 'vitest';

/** Bundles the programs that a store needs, once for the test file that calls this at its top level. */
export function bundleStorePrograms(): StorePrograms {
	const source = fileURLToPath(new URL('../../source/master/store/sqlite', import.meta.url));
	const fixtures = fileURLToPath(new URL('../fixtures', import.meta.url));
	let directory: string | undefined;

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'sloth-store-programs-'));
		await writeFile(join(directory, 'package.json'), '{"type": "module"}');
		await build({
			entryPoints: {
				'sqlite-worker': join(source, 'sqlite-worker.ts'),
				'sqlite-store': join(source, 'sqlite-store.ts'),
				'chunks/sqlite-store': join(source, 'sqlite-store.ts'),
				'store-writer': join(fixtures, 'store-writer.ts'),
			},
			outdir: directory,
			bundle: true,
			format: 'esm',
			platform: 'node',
			target: 'node20.19',
			logLevel: 'warning',
			plugins: [nativeLibraryByAddress],
		});
	});

	afterAll(async () => {
		if (directory !== undefined) {
			await rm(directory, {recursive: true, force: true});
		}
	});

	const program = (name: string) => {
		if (directory === undefined) {
			throw new Error('Expected the programs to be bundled before a test asks for them');
		}

		return pathToFileURL(join(directory, name));
	};

	return {program, workerUrl: () => program('sqlite-worker.js')};
}

export type StorePrograms = {
	/** The address of a bundled program by its file name. */
	readonly program: (name: string) => URL;
	/** What `openSqliteStore` takes as `workerUrl`: the source is TypeScript, which a thread cannot load. */
	readonly workerUrl: () => URL;
};

/** Outside of the project nothing is found by its name. */
const nativeLibraryByAddress = {
	name: 'native-library-by-address',
	setup: (builder: import('esbuild').PluginBuild) => {
		const address = pathToFileURL(createRequire(import.meta.url).resolve('libsql')).href;
		builder.onResolve({filter: /^libsql$/}, () => ({path: address, external: true}));
	},
};
