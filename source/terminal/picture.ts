import {Box, render, Transform, type TransformProps} from 'ink';
import {createElement, memo, useSyncExternalStore} from 'react';
import type {InkOutput} from './paint/ink-output.js';
import type {ScreenSize} from './rows/row.js';

/** One picture: painted lines, each exactly as wide as the screen, at most as many as it has rows. */
export type Picture = {
	readonly size: ScreenSize;
	readonly lines: readonly string[];
};

/** The picture at hand, kept outside of React. */
export type PictureStore = {
	readonly subscribe: (listener: () => void) => () => void;
	readonly current: () => Picture;
};

/** A picture that Ink renders. */
export type RenderedPicture = {
	readonly unmount: () => void;
	/** Resolves when it was unmounted, rejects with what failed in rendering. */
	readonly whenEnded: Promise<unknown>;
};

type MarkLine = InkOutput['mark'];

/**
A line as Ink may hold it: a blank, since Ink keeps every text that it ever measured, which becomes the line's mark as the
frame is made.
*/
const Line = memo(({row, line, markLine}: {readonly row: number; readonly line: string; readonly markLine: MarkLine}) =>
	createElement(
		Box,
		{height: 1, width: 1, flexShrink: 0},
		createElement(Transform, {transform: () => markLine(row, line)} as TransformProps, ' '),
	),
);

function Screen({store, markLine}: {readonly store: PictureStore; readonly markLine: MarkLine}) {
	const {size, lines} = useSyncExternalStore(store.subscribe, store.current);
	const rows = lines.map((line, row) => createElement(Line, {row, line, markLine}));
	// As arguments: a row of a screen is its place and needs no key.
	return createElement(Box, {flexDirection: 'column', width: 1, height: size.rows, overflowY: 'hidden'}, ...rows);
}

/** Renders whatever the store holds, from now on, into whole frames. */
export function renderPicture(store: PictureStore, output: InkOutput): RenderedPicture {
	const instance = render(createElement(Screen, {store, markLine: output.mark}), {
		stdout: output as unknown as NodeJS.WriteStream,
		debug: true,
		patchConsole: false,
		exitOnCtrlC: false,
		isScreenReaderEnabled: false,
	});
	// At once: without it Ink swallows what fails in rendering.
	const whenEnded = instance.waitUntilExit();
	return {unmount: () => instance.unmount(), whenEnded};
}
