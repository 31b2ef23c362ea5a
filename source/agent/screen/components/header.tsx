import {Box, Spacer} from 'ink';
import {formatSpan} from '../../../base/durations.js';
import {formatClockZone} from '../../../base/formats.js';
import {safeText} from '../../../base/safe-text.js';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {Name} from '../../../terminal/components/name.js';
import {Rule} from '../../../terminal/components/rule.js';
import {clockMsOf, type Scene} from '../state/scene.js';

/** Where the version and the uptime stand. */
const upWidth = 24;

export type HeaderProps = {readonly scene: Scene; readonly isNarrow: boolean};

/** Who, and the time, with a line under it. In a narrow window one row. */
export function Header({scene, isNarrow}: HeaderProps) {
	const {facts} = scene.model;
	const program = scene.mode === 'watch' ? ' sloth-agent watch  ' : ' sloth-agent  ';
	const up = `v${safeText(facts.version, 16)}   up ${upTime(scene)}`;
	return (
		<>
			<Line>
				<Leaf row={[{text: isNarrow ? ' ' : program}]} />
				<Box marginRight={isNarrow ? 1 : 2}>
					<Name text={safeText(facts.name)} style="bold" />
				</Box>
				<Spacer />
				{!isNarrow && <Leaf row={[{text: up}]} width={upWidth} />}
				<Leaf row={[{text: `${clock(scene)} `}]} />
			</Line>
			{!isNarrow && <Rule />}
		</>
	);
}

function upTime({model, now, isMotionless}: Scene): string {
	const up = now.monotonicMs - model.facts.startedAt;
	return isMotionless && up < 60_000 ? 'under 1m' : formatSpan(up);
}

function clock(scene: Scene): string {
	const text = formatClockZone(clockMsOf(scene));
	return scene.isMotionless ? text.replace(/:\d\d(?= )/u, '') : text;
}
