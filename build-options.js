// How esbuild bundles everything that runs: the two programs, and what the bench compares them with.
import {readFileSync} from 'node:fs';

const {version} = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// grpc-js loads .proto files for channelz and ORCA, which nothing here serves. The loader and protobufjs are a quarter
// of the bundle, and its text stays in memory.
const withoutProtoLoader = {
	name: 'without-proto-loader',
	setup({onResolve, onLoad}) {
		onResolve({filter: /^@grpc\/proto-loader$/}, ({path}) => ({path, namespace: 'left-out'}));
		onLoad({filter: /.*/, namespace: 'left-out'}, () => ({contents: 'module.exports = {};'}));
	},
};

// Ink connects to React's developer tools where a user's environment happens to hold DEV=true, and fails in a bundle.
const inkWithoutDevelopment = {
	name: 'ink-without-development',
	setup({onLoad}) {
		onLoad({filter: /[\\/]ink[\\/]build[\\/]utils\.js$/}, () => ({contents: 'export const isDev = () => false;'}));
	},
};

// meow can read the package.json of a program and bring it into its normal form; it is given a name here instead. The
// tables of licences for that are half of its text, and sorting them while they load brings 2 MiB of collation rules
// into memory.
const meowWithoutPackages = {
	name: 'meow-without-packages',
	setup({onLoad}) {
		rewrite(
			onLoad,
			/[\\/]meow[\\/]build[\\/]options\.js$/,
			/^import \{.*\bnormalizePackageData\b.*$/mu,
			'const readPackageUpSync = () => undefined;const normalizePackageData = () => undefined;',
		);
		rewrite(
			onLoad,
			/[\\/]meow[\\/]build[\\/]dependencies\.js$/,
			/^(?<target>(?:var|const) \w+ = )(?=require[\w$]+\(\);|getDefaultExportFromCjs\()/gmu,
			'$<target>/* @__PURE__ */ ',
		);
	},
};

// Importing node:process reads every property of it, so that its stdin, stdout and stderr are opened: that makes a pipe
// non-blocking for all who share it, and costs memory. The global does no such thing.
const globalProcess = {
	name: 'global-process',
	setup({onResolve, onLoad}) {
		onResolve({filter: /^(?:node:)?process$/}, () => ({path: 'process', namespace: 'global-process'}));
		onLoad({filter: /.*/, namespace: 'global-process'}, () => ({
			contents:
				'export default globalThis.process;export const {env} = process;export const cwd = () => process.cwd();',
		}));
	},
};

function rewrite(onLoad, filter, pattern, replacement) {
	onLoad({filter}, ({path}) => {
		const text = readFileSync(path, 'utf8');
		const contents = text.replace(pattern, replacement);
		return contents === text ? {errors: [{text: `Nothing in ${path} matches ${pattern}`}]} : {contents};
	});
}

export const buildOptions = {
	entryNames: '[name]',
	chunkNames: 'chunks/[name]-[hash]',
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node20.19',
	external: ['libsql', 'react-devtools-core'],
	plugins: [withoutProtoLoader, inkWithoutDevelopment, meowWithoutPackages, globalProcess],
	// The text of a program stays in its memory. Names are kept, for stack traces.
	minifyWhitespace: true,
	minifySyntax: true,
	define: {
		'process.env.NODE_ENV': '"production"',
		__SLOTH_VERSION__: JSON.stringify(version),
	},
	banner: {
		// CommonJS packages in the bundle call require(); meow's own bundle already declares createRequire.
		js: "import {createRequire as createBundleRequire} from 'node:module';const require=createBundleRequire(import.meta.url);",
	},
	legalComments: 'none',
	logLevel: 'warning',
};

// The programs. The screens and the worker are chunks of their own, so that a headless agent loads neither Ink nor React.
// libsql stays outside: it brings a native binary.
export const programs = {
	...buildOptions,
	entryPoints: ['source/sloth-agent.ts', 'source/sloth-master.ts', 'source/master/store/sqlite/sqlite-worker.ts'],
	outdir: 'dist',
};
