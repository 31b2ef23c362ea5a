import type {Moment} from '../../terminal/moment.js';
import type {ScreenSize} from '../../terminal/row.js';
import type {ScreenFacts} from './facts.js';
import type {FleetModel} from './fleet-model.js';
import type {View} from './view.js';

/** All that a picture of the fleet is made of. */
export type Picture = {
	readonly model: FleetModel;
	readonly view: View;
	readonly facts: ScreenFacts;
	readonly moment: Moment;
	readonly size: ScreenSize;
};
