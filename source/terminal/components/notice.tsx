import {Box} from 'ink';
import type {ReactNode} from 'react';
import {safeText} from '../../base/safe-text.js';
import type {Row, ScreenSize} from '../rows/row.js';
import {wrapText} from '../rows/wrap-text.js';
import {Rows} from './rows.js';

/** So many rows at most are given to what was just said. */
const mostNoticeRows = 4;

/** A screen, and what was just said, whole, over the rows above its last one, the keys: a path that is cut off is of no use. */
export function Noticed({
	notice,
	size: {columns, rows},
	children,
}: {
	readonly notice: string | undefined;
	readonly size: ScreenSize;
	readonly children: ReactNode;
}) {
	const said = notice === undefined ? [] : noticeRows(notice, columns);
	return (
		<Box flexDirection="column" width={columns} height={rows} flexShrink={0}>
			{children}
			{said.length > 0 && (
				<Box position="absolute" flexDirection="column" marginTop={Math.max(0, rows - 1 - said.length)} width={columns}>
					<Rows rows={said} />
				</Box>
			)}
		</Box>
	);
}

function noticeRows(notice: string, columns: number): readonly Row[] {
	return wrapText(safeText(notice, 400), columns - 4, mostNoticeRows).map(
		(text): Row => [{text: `   ${text}`, style: 'accent'}],
	);
}
