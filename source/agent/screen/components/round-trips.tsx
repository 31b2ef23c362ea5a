import {Spacer} from 'ink';
import {formatRoundTrip} from '../../../base/formats.js';
import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {widthOf} from '../../../terminal/rows/row.js';
import {bars} from '../../../terminal/rows/strip.js';
import type {Scene} from '../state/scene.js';
import {recentTrips, tripWords, worstTrips} from '../words/recent-times.js';

/** Where values begin. */
const labelWidth = 14;

/** How long heartbeats took: ` Round trip   12 ms  ▂▂▃▂ 5 min  p50 12 ms  p99 41 ms` */
export function RoundTrips({scene}: {readonly scene: Scene}) {
	const {state} = scene.model;
	const trips = recentTrips(scene);
	const label = <Leaf row={[{text: ' Round trip'}]} width={labelWidth} />;
	if (trips.length === 0) {
		return (
			<Line>
				{label}
				<Leaf row={[{text: 'No beat yet.', style: 'dim'}]} />
			</Line>
		);
	}

	const last = state.type === 'active' ? formatRoundTrip(state.roundTripMs) : '-';
	return (
		<Line>
			{label}
			<Leaf row={[{text: last}]} width={Math.max(7, widthOf(last) + 2)} />
			{scene.isMotionless ? <Spacer /> : <Leaf row={(width) => [bars(worstTrips(trips, scene, width), width)]} grows />}
			<Leaf row={[{text: ` ${tripWords(trips)} `}]} />
		</Line>
	);
}
