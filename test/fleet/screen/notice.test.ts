import {expect, test} from 'vitest';
import {ScreenUnderTest, snapshot} from '../../stories/fleet-fixture.js';

const hostile = '\u001B[2J\u001B]0;title\u0007Gone\r\n\u202Enow';

async function notice(answer: () => Promise<{success: boolean; message: string}>): Promise<string> {
	const screen = new ScreenUnderTest({}, undefined, {stopAgent: answer}).apply(snapshot([{name: 'a'}]));
	screen.press('sy');
	await new Promise((resolve) => {
		setImmediate(resolve);
	});
	return screen.text();
}

test('what another master answers is cleaned before it is drawn', async () => {
	const text = await notice(async () => ({success: false, message: hostile}));
	expect(text).toContain('a: [2J ]0;title Gone now.');
	expect(text).not.toMatch(/[\u001B\u0007\r\u202E]/u);
});

test('so are the words of a failure', async () => {
	const text = await notice(() => Promise.reject(new Error(hostile)));
	expect(text).toContain('a: [2J ]0;title Gone now');
	expect(text).not.toMatch(/[\u001B\u0007\r\u202E]/u);
});
