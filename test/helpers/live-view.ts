import type {ReactElement} from 'react';
import {InkOutput} from '../../source/terminal/paint/ink-output.js';
import {fitRow, type Row, type ScreenSize} from '../../source/terminal/rows/row.js';
import {renderView} from '../../source/terminal/view.js';

/** A tree that lives from frame to frame, as that of a program does. */
export type LiveView = {
	/** The next frame: its rows, each exactly as wide as the screen. */
	readonly draw: (element: ReactElement) => Promise<readonly Row[]>;
	readonly close: () => void;
};

/** Renders one element after another into the same tree. */
export function openLiveView(first: ReactElement, size: ScreenSize): LiveView {
	let drawn: readonly Row[] | undefined;
	let element = first;
	let view = {size, element};
	let notify = () => {};
	const output = new InkOutput(size, (rows) => {
		drawn = rows;
	});
	const rendered = renderView(
		{
			current: () => view,
			subscribe(listener) {
				notify = listener;
				return () => {};
			},
		},
		output,
	);
	return {
		async draw(next) {
			element = next;
			view = {size, element};
			drawn = undefined;
			notify();
			// React renders in a microtask.
			await Promise.resolve();
			if (drawn === undefined) {
				await rendered.whenEnded;
				throw new Error('Nothing was drawn');
			}

			return (drawn as readonly Row[]).map((row) => fitRow(row, size.columns));
		},
		close() {
			output.close();
			rendered.unmount();
		},
	};
}
