import {memo} from 'react';
import type {Moment} from '../../../base/moment.js';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {type AgentCellsInput, agentCells, isAtRest} from '../words/agent-cells.js';
import {chooseColumns} from '../words/agent-columns.js';
import {dimmed} from '../words/dimmed.js';

export type AgentRowProps = AgentCellsInput & {
	/** As wide as the table. */
	readonly width: number;
	/** It is as it stood: there is no contact. */
	readonly isDim: boolean;
};

/** One agent in one row of the table. An active one that did not change is not made again. */
export const AgentRow = memo(function AgentRow({width, isDim, ...agent}: AgentRowProps) {
	const cells = agentCells(agent, chooseColumns(width));
	return (
		<Line>
			<Leaf row={isDim ? dimmed(cells) : cells} />
		</Line>
	);
}, isSame);

function isSame(before: AgentRowProps, after: AgentRowProps): boolean {
	return (
		before.agent === after.agent &&
		before.history === after.history &&
		before.isSelected === after.isSelected &&
		before.isDim === after.isDim &&
		before.isMotionless === after.isMotionless &&
		before.width === after.width &&
		(isSameMoment(before.moment, after.moment) ||
			isAtRest(after.agent, after.history, Math.min(before.moment.monotonicMs, after.moment.monotonicMs)))
	);
}

function isSameMoment(before: Moment, after: Moment): boolean {
	return before.monotonicMs === after.monotonicMs && before.wallMs === after.wallMs;
}
