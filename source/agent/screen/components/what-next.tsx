import {Rows} from '../../../terminal/components/rows.js';
import type {Scene} from '../state/scene.js';
import {whatNextLines} from '../words/what-next-lines.js';

/** What happens next, with times: beside the boxed diagram. */
export function WhatNext({scene}: {readonly scene: Scene}) {
	return (
		<Rows rows={[[{text: 'What happens next', style: 'bold'}], ...whatNextLines(scene).map((text) => [{text}])]} />
	);
}
