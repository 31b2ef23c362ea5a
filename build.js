// Bundles both programs into dist/. The screens and the worker are chunks of their own, so that a headless
// agent loads neither Ink nor React. libsql stays outside: it brings a native binary.
import {rm} from 'node:fs/promises';
import {build} from 'esbuild';
import packageJson from './package.json' with {type: 'json'};

await rm('dist', {recursive: true, force: true});
await build({
	entryPoints: ['source/sloth-agent.ts', 'source/sloth-master.ts', 'source/master/sqlite-worker.ts'],
	outdir: 'dist',
	entryNames: '[name]',
	chunkNames: 'chunks/[name]-[hash]',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node20.19',
	external: ['libsql', 'react-devtools-core'],
	define: {
		'process.env.NODE_ENV': '"production"',
		'process.env.DEV': 'false',
		__SLOTH_VERSION__: JSON.stringify(packageJson.version),
	},
	banner: {
		// CommonJS packages in the bundle call require(); meow's own bundle already declares createRequire.
		js: "import {createRequire as createBundleRequire} from 'node:module';const require=createBundleRequire(import.meta.url);",
	},
	legalComments: 'none',
	logLevel: 'warning',
});
