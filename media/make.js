// Makes every picture and docs/screens.md again: `npm run media`. They come from fixed lists of events and a fixed clock,
// drawn by the components of the programs and read from a terminal emulator.
import {spawnSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {build} from 'esbuild';
import {buildOptions} from '../build-options.js';

const folder = 'node_modules/.cache/sloth-media';
await build({...buildOptions, entryPoints: ['media/source/make.ts'], outdir: folder});
const {status} = spawnSync(process.execPath, [`${folder}/make.js`, '.'], {stdio: 'inherit'});
rmSync(folder, {recursive: true, force: true});
process.exitCode = status ?? 1;
