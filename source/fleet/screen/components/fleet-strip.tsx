import {Leaf} from '../../../terminal/components/leaf.js';
import {Line} from '../../../terminal/components/line.js';
import {availabilityStrip} from '../../../terminal/rows/strip.js';
import {fleetMoment, isOutOfContact, type Scene} from '../state/scene.js';
import {dimmed} from '../words/dimmed.js';
import {fleetStrip} from '../words/fleet-strip.js';

const hourMs = 60 * 60 * 1000;

/** The last hour of the whole fleet: when any of its agents was late or lost. */
export function FleetStrip({scene}: {readonly scene: Scene}) {
	const past = fleetStrip(scene.model, fleetMoment(scene).monotonicMs, hourMs);
	const strip = (width: number) => availabilityStrip({...past, width});
	return (
		<Line>
			<Leaf row={[{text: ' Last hour   ', style: 'dim'}]} />
			<Leaf row={(width) => (isOutOfContact(scene) ? dimmed(strip(width)) : strip(width))} grows />
			<Leaf row={[{text: '  × lost  ! late', style: 'dim'}]} />
		</Line>
	);
}
