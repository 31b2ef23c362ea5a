import {Box} from 'ink';
import {Part} from '../../../terminal/components/part.js';
import {Rows} from '../../../terminal/components/rows.js';
import type {Scene} from '../state/scene.js';
import {emptyListWords} from '../words/empty-list-words.js';

export type EmptyListProps = {
	readonly scene: Scene;
	readonly columns: number;
	readonly rows: number;
};

/** What stands in place of the agents where none is in the list. */
export function EmptyList({scene, columns, rows}: EmptyListProps) {
	const {isRoomy, paragraphs} = emptyListWords(scene, columns, rows);
	return (
		<Part rows={rows}>
			{paragraphs.map((paragraph, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a paragraph is its place.
				<Box key={index} marginTop={isRoomy ? 1 : 0} flexDirection="column" flexShrink={0}>
					<Rows rows={paragraph} />
				</Box>
			))}
		</Part>
	);
}
