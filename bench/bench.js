// Starts the bench: `npm run bench -- agent|heartbeats|herd|screen [flags]`. The bench itself is TypeScript, bundled here.
// What it builds lies under node_modules, so that an unbundled program finds its libraries, and is removed at the end.
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {buildOptions} from '../build-options.js';

const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache');
await mkdir(cache, {recursive: true});
const directory = await mkdtemp(join(cache, 'sloth-bench-'));
const bundle = ({entries, into, withLibraries}) =>
	build({
		...buildOptions,
		entryPoints: entries.map((entry) => join(root, entry)),
		outdir: join(directory, into),
		...(withLibraries ? {} : {packages: 'external'}),
	});
try {
	await writeFile(join(directory, 'package.json'), '{"type": "module"}\n');
	await bundle({entries: ['bench/main.ts'], into: 'bench', withLibraries: true});
	const {runBench} = await import(pathToFileURL(join(directory, 'bench/main.js')).href);
	process.exitCode = await runBench({root, directory, bundle, words: process.argv.slice(2)});
} finally {
	await rm(directory, {recursive: true, force: true});
}
