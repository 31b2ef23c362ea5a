import {Box, type DOMElement, render} from 'ink';
import {type ReactElement, useLayoutEffect, useRef, useState, useSyncExternalStore} from 'react';
import {LeafContext} from './components/leaf.js';
import {InkOutput} from './paint/ink-output.js';
import {type LeafContent, placedRows} from './paint/placed-rows.js';
import type {Row, ScreenSize} from './rows/row.js';

/** What a screen shows now, and how large it is. */
export type View = {
	readonly size: ScreenSize;
	readonly element: ReactElement;
};

/** The view at hand, kept outside of React. */
export type ViewStore = {
	readonly subscribe: (listener: () => void) => () => void;
	readonly current: () => View;
};

/** A view that Ink renders. */
export type RenderedView = {
	readonly unmount: () => void;
	/** Resolves when it was unmounted, rejects with what failed in rendering. */
	readonly whenEnded: Promise<unknown>;
};

/** Takes each frame: as many rows as the screen has, each as long as it is, and the size that they were laid out for. */
export type OnFrame = (rows: readonly Row[], size: ScreenSize) => void;

function Root({store, onFrame}: {readonly store: ViewStore; readonly onFrame: OnFrame}) {
	const {size, element} = useSyncExternalStore(store.subscribe, store.current);
	const [leaves] = useState(() => new WeakMap<DOMElement, LeafContent>());
	const box = useRef<DOMElement>(null);
	// Ink has laid out by then.
	useLayoutEffect(() => {
		if (box.current !== null) {
			onFrame(placedRows(box.current, leaves, size), size);
		}
	});
	// Out of Ink's own flow, so that there is nothing that it would put together: it does that cell by cell.
	return (
		<LeafContext value={leaves}>
			<Box
				ref={box}
				position="absolute"
				flexDirection="column"
				width={size.columns}
				height={size.rows}
				overflow="hidden"
			>
				{element}
			</Box>
		</LeafContext>
	);
}

/** Renders whatever the store holds, from now on, into whole frames. The first one was told when this returns. */
export function renderView(store: ViewStore, onFrame: OnFrame): RenderedView {
	const instance = render(<Root store={store} onFrame={onFrame} />, {
		stdout: new InkOutput() as unknown as NodeJS.WriteStream,
		// Every commit is laid out at once.
		debug: true,
		patchConsole: false,
		exitOnCtrlC: false,
		isScreenReaderEnabled: false,
	});
	// At once: without it Ink swallows what fails in rendering.
	const whenEnded = instance.waitUntilExit();
	return {unmount: () => instance.unmount(), whenEnded};
}
