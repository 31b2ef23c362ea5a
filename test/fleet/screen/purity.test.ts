import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';

const folder = join(import.meta.dirname, '../../../source/fleet/screen');

// `show.ts` reads the environment. All else takes its time as an argument.
test.each(readdirSync(folder).filter((file) => file !== 'show.ts'))(
	'%s has no clock, no input and no output',
	(file) => {
		const text = readFileSync(join(folder, file), 'utf8');
		expect(text).not.toMatch(
			/performance\.now|Date\.now|Math\.random|randomUUID|(?<!this )process\.|setTimeout|setInterval|new Date\(\)|node:/u,
		);
		expect(text).not.toMatch(/from '(?:ink|react)/u);
	},
);

test.each(readdirSync(folder))('%s does not load what loads Ink and React', (file) => {
	const text = readFileSync(join(folder, file), 'utf8');
	expect(text).not.toMatch(/from '..\/..\/terminal\/(?:screen|picture|import-picture)\.js'/u);
});
