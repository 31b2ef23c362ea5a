// Bundles both programs into dist/. The screens and the worker are chunks of their own, so that a headless
// agent loads neither Ink nor React. libsql stays outside: it brings a native binary.
import {rm} from 'node:fs/promises';
import {build} from 'esbuild';
import {buildOptions} from './build-options.js';

await rm('dist', {recursive: true, force: true});
await build({
	...buildOptions,
	entryPoints: ['source/sloth-agent.ts', 'source/sloth-master.ts', 'source/master/store/sqlite/sqlite-worker.ts'],
	outdir: 'dist',
});
