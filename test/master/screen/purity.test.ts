import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';

const folder = join(import.meta.dirname, '../../../source/master/screen');

// `show.ts` opens the terminal. All else takes its time as an argument.
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

test('nothing of a fleet loads Ink or React but by a dynamic import', () => {
	const text = readFileSync(join(folder, 'show.ts'), 'utf8');
	expect(text).toContain("await import('../../terminal/screen.js')");
	expect(text).not.toMatch(/^import \{[^}]*\} from '..\/..\/terminal\/screen/mu);
});
