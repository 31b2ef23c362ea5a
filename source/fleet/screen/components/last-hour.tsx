import {Box} from 'ink';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {Strip} from '../../../terminal/components/strip.js';
import type {LivenessChange} from '../../model/liveness-history.js';
import {particularsWidth} from '../words/agent-page-lines.js';
import {agentStrip} from '../words/agent-strip.js';

const hourMs = 60 * 60 * 1000;

export type LastHourProps = {
	readonly history: readonly LivenessChange[];
	/** Monotonic milliseconds. */
	readonly now: number;
};

/** What an agent was in the last hour: a cell a minute, where there is room. */
export function LastHour({history, now}: LastHourProps) {
	return (
		<Line>
			<Leaf row={[{text: ' Last hour', style: 'dim'}]} width={particularsWidth} />
			<Box width={60} marginRight={1}>
				<Strip {...agentStrip(history, now, hourMs)} />
			</Box>
		</Line>
	);
}
