import type {ReactElement} from 'react';
import {fitRow, type Row, type ScreenSize} from '../../source/terminal/rows/row.js';
import {renderView} from '../../source/terminal/view.js';

/** A tree that lives from frame to frame, as that of a program does. */
export type LiveView = {
	/** The next frame: its rows, each exactly as wide as the screen. @default size that of the frame before */
	readonly draw: (element: ReactElement, size?: ScreenSize) => Promise<readonly Row[]>;
	readonly close: () => void;
};

/** Renders one element after another into the same tree. */
export function openLiveView(element: ReactElement, size: ScreenSize): LiveView {
	let drawn: readonly Row[] | undefined;
	let view = {size, element};
	let notify = () => {};
	const rendered = renderView(
		{
			current: () => view,
			subscribe(listener) {
				notify = listener;
				return () => {};
			},
		},
		(rows) => {
			drawn = rows;
		},
	);
	return {
		async draw(next, nextSize = view.size) {
			view = {size: nextSize, element: next};
			drawn = undefined;
			notify();
			// React renders in a microtask.
			await Promise.resolve();
			if (drawn === undefined) {
				await rendered.whenEnded;
				throw new Error('Nothing was drawn');
			}

			return (drawn as readonly Row[]).map((row) => fitRow(row, nextSize.columns));
		},
		close: rendered.unmount,
	};
}
