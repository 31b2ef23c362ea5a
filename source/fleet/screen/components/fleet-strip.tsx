import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {availabilityStrip} from '../../../terminal/rows/strip.js';
import {troubleSpans} from '../../model/trouble-buckets.js';
import {fleetMoment, isOutOfContact, type Scene} from '../state/scene.js';
import {dimmed} from '../words/dimmed.js';

const hourMs = 60 * 60 * 1000;

/** The last hour of the whole fleet: when any of its agents was late or lost. */
export function FleetStrip({scene}: {readonly scene: Scene}) {
	const {model} = scene;
	const {monotonicMs: now} = fleetMoment(scene);
	const fromMs = now - hourMs;
	const running = [{fromMs: Math.max(fromMs, model.master()?.startedAt ?? now), toMs: now}];
	const troubles = troubleSpans(model.troubles());
	const strip = (width: number) => availabilityStrip({fromMs, toMs: now, width, running, ...troubles});
	return (
		<Line>
			<Leaf row={[{text: ' Last hour   ', style: 'dim'}]} />
			<Leaf row={(width) => (isOutOfContact(scene) ? dimmed(strip(width)) : strip(width))} grows />
			<Leaf row={[{text: '  × lost  ! late', style: 'dim'}]} />
		</Line>
	);
}
