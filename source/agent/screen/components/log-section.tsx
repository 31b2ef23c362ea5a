import {isOutageShown} from '../words/log-lines.js';
import {Log, type LogProps} from './log.js';
import {Section} from './section.js';
import {ThisOutage} from './this-outage.js';

/** The lower part of the main page: the log, or while there is an outage its attempts. Nothing where it has no rows. */
export function LogSection({scene, rows}: LogProps) {
	return (
		<Section rows={rows}>
			{isOutageShown(scene) ? <ThisOutage scene={scene} rows={rows} /> : <Log scene={scene} rows={rows} />}
		</Section>
	);
}
