import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pictureFiles} from './pictures.js';

const folder = process.argv[2] ?? '.';
for await (const {path, text} of pictureFiles()) {
	writeFileSync(join(folder, path), text);
	process.stdout.write(`${path}  ${(Buffer.byteLength(text) / 1000).toFixed(1)} kB\n`);
}
