import type {Moment} from '../../../base/moment.js';
import type {FleetModel} from '../../model/fleet-model.js';
import type {KeyConditions} from './keys.js';
import type {ScreenSetting} from './screen-setting.js';
import type {ScreenState} from './screen-state.js';

/** All that a frame is drawn from, but for the size of the screen. */
export type Scene = {
	readonly model: FleetModel;
	readonly ui: ScreenState;
	readonly setting: ScreenSetting;
	/** What time it is. */
	readonly moment: Moment;
	/** The middle one of the round trips of all that are active. Undefined without one. */
	readonly roundTripMs: number | undefined;
};

/** True while there is no contact with the master: what is known of its fleet is as it stood. */
export function isOutOfContact({model}: Pick<Scene, 'model'>): boolean {
	return model.reach().type === 'none';
}

/** The moment as which the fleet is drawn. While there is no contact that is when it was lost: ages stand still. */
export function fleetMoment({model, moment}: Pick<Scene, 'model' | 'moment'>): Moment {
	const reach = model.reach();
	return reach.type === 'none'
		? {monotonicMs: reach.since, wallMs: moment.wallMs - (moment.monotonicMs - reach.since)}
		: moment;
}

/** What decides, at this moment, which keys there are. */
export function keyConditionsOf(scene: Pick<Scene, 'model' | 'ui' | 'setting'>): KeyConditions {
	const {
		ui,
		model,
		setting: {isInProcess, isReadOnly, isDemo},
	} = scene;
	return {
		isInProcess,
		isReadOnly,
		isDemo,
		isOutOfContact: isOutOfContact(scene),
		isEmpty: ui.page.type === 'fleet' ? ui.order.names.length === 0 : model.agents().size === 0,
		isFiltered: ui.filter.text !== '',
	};
}
