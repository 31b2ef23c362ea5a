import type {Moment} from '../../base/moment.js';
import type {ScreenSize} from '../../terminal/rows/row.js';
import type {FleetModel} from '../model/fleet-model.js';
import type {ScreenSetting} from './screen-facts.js';
import type {View} from './screen-state.js';

/** All that a picture of the fleet is made of. */
export type Picture = {
	readonly model: FleetModel;
	readonly view: View;
	readonly facts: ScreenSetting;
	readonly moment: Moment;
	readonly size: ScreenSize;
};
