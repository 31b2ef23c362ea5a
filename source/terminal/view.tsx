import {Box, render} from 'ink';
import {type ReactElement, useLayoutEffect, useSyncExternalStore} from 'react';
import {LeafContext} from './components/leaf.js';
import type {InkOutput} from './paint/ink-output.js';
import type {ScreenSize} from './rows/row.js';

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

function Root({store, output}: {readonly store: ViewStore; readonly output: InkOutput}) {
	const {size, element} = useSyncExternalStore(store.subscribe, store.current);
	// Ink has made the frame by then, and each leaf knows its box.
	useLayoutEffect(output.flush);
	return (
		<LeafContext value={output.mark}>
			<Box flexDirection="column" width={size.columns} height={size.rows} overflow="hidden">
				{element}
			</Box>
		</LeafContext>
	);
}

/** Renders whatever the store holds, from now on, into whole frames. The first one is there when this returns. */
export function renderView(store: ViewStore, output: InkOutput): RenderedView {
	const instance = render(<Root store={store} output={output} />, {
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
