import {expect, test} from 'vitest';
import {createBacklogNames} from '../../../source/master/watch/backlog-names.js';

const nothing = {changed: [], removed: [], beaten: undefined};

test('a name that changes several times is kept once', () => {
	const unread = createBacklogNames();
	unread.add({...nothing, changed: ['a', 'b']});
	unread.add({...nothing, changed: ['b', 'a', 'c']});
	expect(unread.count()).toBe(3);
	expect(unread.takeChanged(2)).toEqual(['a', 'b']);
	expect(unread.takeChanged(2)).toEqual(['c']);
	expect(unread.takeChanged(2)).toEqual([]);
});

test('a name that was removed has not changed, and one that came again was not removed', () => {
	const unread = createBacklogNames();
	unread.add({...nothing, changed: ['gone'], removed: ['back']});
	unread.add({...nothing, changed: ['back'], removed: ['gone']});
	expect(unread.takeChanged(9)).toEqual(['back']);
	expect(unread.takeRemoved(9)).toEqual(['gone']);
});

test('an agent that is told in whole has no heartbeat left to tell', () => {
	const unread = createBacklogNames();
	unread.add({...nothing, changed: ['a'], beaten: new Set(['a', 'b', 'c'])});
	unread.takeChanged(9);
	unread.dropBeaten(['b']);
	expect(unread.takeBeaten(9)).toEqual(['c']);
	expect(unread.count()).toBe(0);
});

test('what is cleared is gone', () => {
	const unread = createBacklogNames();
	unread.add({changed: ['a'], removed: ['b'], beaten: new Set(['c'])});
	unread.clear();
	expect(unread.count()).toBe(0);
	expect([unread.takeChanged(9), unread.takeRemoved(9), unread.takeBeaten(9)]).toEqual([[], [], []]);
});
