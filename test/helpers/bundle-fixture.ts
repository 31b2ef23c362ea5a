import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

/** Bundles a program with its libraries into `directory`, so that plain Node runs it there. Returns the script's path. */
export async function bundleFixture(directory: string, source: URL): Promise<string> {
	const entry = fileURLToPath(source);
	const outfile = join(directory, basename(entry).replace(/\.ts$/u, '.mjs'));
	await build({
		entryPoints: [entry],
		outfile,
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node20.19',
		banner: {
			js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);",
		},
		logLevel: 'warning',
	});
	return outfile;
}
