import {Ends} from '../../../terminal/components/line.js';
import type {TitleWords} from '../words/title-words.js';

/** The first row: which master this is, and what time it is. */
export function TitleLine({name, tail, clock}: TitleWords) {
	return <Ends left={[{text: name, style: 'bold'}, {text: tail}]} right={[{text: clock}]} />;
}
