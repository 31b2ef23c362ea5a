import {Blank} from '../../../terminal/components/rows.js';
import {BackoffTimer} from '../components/backoff-timer.js';
import {ConnectionDiagram} from '../components/connection-diagram.js';
import {DemoFoot} from '../components/demo-foot.js';
import {Header} from '../components/header.js';
import {HeartbeatStreak} from '../components/heartbeat-streak.js';
import {LastDay} from '../components/last-day.js';
import {LogSection} from '../components/log-section.js';
import {NarrowReason} from '../components/narrow-reason.js';
import {StateLine} from '../components/state-line.js';
import {layOutNarrow} from '../layout/layout.js';
import {narrowReasonRows} from '../words/narrow-reason-rows.js';
import {nextLines} from '../words/next-lines.js';
import type {MainPageProps} from './main-page.js';

/** The same in a narrow window: all is stacked. */
export function NarrowMainPage({scene, size: {columns, rows: height}}: MainPageProps) {
	const isStreakNext = nextLines(scene)[1].label === 'Streak';
	const layout = layOutNarrow({
		height,
		reason: narrowReasonRows(scene, columns).length,
		strips: isStreakNext ? 1 : 2,
	});
	const hasStreak = !isStreakNext && layout.strips > 0;
	const hasDay = layout.strips > (isStreakNext ? 0 : 1);
	return (
		<>
			<Header scene={scene} isNarrow />
			<StateLine scene={scene} isNarrow />
			<NarrowReason scene={scene} columns={columns} most={layout.reason} />
			<Blank rows={layout.gap} />
			<BackoffTimer scene={scene} isNarrow />
			{layout.diagram > 0 && <ConnectionDiagram scene={scene} form="breadcrumb" />}
			{hasStreak && <HeartbeatStreak scene={scene} isNarrow />}
			{hasDay && <LastDay scene={scene} isNarrow />}
			<LogSection scene={scene} rows={layout.log} />
			<DemoFoot scene={scene} />
		</>
	);
}
