import {Box} from 'ink';
import {safeText} from '../../../base/safe-text.js';
import {Blank} from '../../../terminal/components/rows.js';
import type {ScreenSize} from '../../../terminal/rows/row.js';
import {roomyColumns} from '../../../terminal/rows/screen-sizes.js';
import {BackoffTimer} from '../components/backoff-timer.js';
import {ConnectionDiagram} from '../components/connection-diagram.js';
import {DemoFoot} from '../components/demo-foot.js';
import {Header} from '../components/header.js';
import {HeartbeatStreak} from '../components/heartbeat-streak.js';
import {LastDay} from '../components/last-day.js';
import {LogSection} from '../components/log-section.js';
import {Reason} from '../components/reason.js';
import {RoundTrips} from '../components/round-trips.js';
import {Section} from '../components/section.js';
import {StateLine} from '../components/state-line.js';
import {WhatNext} from '../components/what-next.js';
import {layOut} from '../layout/layout.js';
import type {Scene} from '../state/scene.js';
import {boxedDiagram, lineDiagram} from '../words/diagram.js';
import {nextLines} from '../words/next-lines.js';

/** From this height on the diagram may have boxes. */
const boxedRows = 28;

/** The header, the state, the reason, what is next, and the keys below. */
const fixedRows = 8;

export type MainPageProps = {readonly scene: Scene; readonly size: ScreenSize};

/** The main page without its last row, the keys. */
export function MainPage({scene, size: {columns, rows: height}}: MainPageProps) {
	const isBoxed = columns >= roomyColumns && height >= boxedRows;
	const diagram = isBoxed ? boxedDiagram : lineDiagram;
	const layout = layOut({height, fixed: fixedRows, diagram: diagram.height, strips: 2});
	const isStreakNext = nextLines(scene)[1].label === 'Streak';
	return (
		<>
			<Header scene={scene} isNarrow={false} />
			<StateLine scene={scene} isNarrow={false} address={safeText(scene.model.facts.master)} />
			<Reason scene={scene} columns={columns} />
			<Blank rows={layout.gap} />
			<BackoffTimer scene={scene} isNarrow={false} />
			<Section rows={layout.diagram}>
				{isBoxed ? <DiagramAndNext scene={scene} /> : <ConnectionDiagram scene={scene} form="lines" />}
			</Section>
			<Section rows={layout.strips}>
				{isStreakNext ? <RoundTrips scene={scene} /> : <HeartbeatStreak scene={scene} isNarrow={false} />}
				<LastDay scene={scene} isNarrow={false} />
			</Section>
			<LogSection scene={scene} rows={layout.log} />
			{layout.foot > 0 && <DemoFoot scene={scene} />}
		</>
	);
}

/** The boxed diagram, and beside it, in words, what happens next. */
function DiagramAndNext({scene}: {readonly scene: Scene}) {
	return (
		<Box>
			<Box flexDirection="column" flexShrink={0} width={boxedDiagram.width + 2}>
				<ConnectionDiagram scene={scene} form="boxed" />
			</Box>
			<Box flexDirection="column" flexGrow={1} flexBasis={0} marginRight={1}>
				<WhatNext scene={scene} />
			</Box>
		</Box>
	);
}
