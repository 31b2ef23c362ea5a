// Bundles both programs into dist/.
import {rm} from 'node:fs/promises';
import {build} from 'esbuild';
import {programs} from './build-options.js';

await rm('dist', {recursive: true, force: true});
await build(programs);
