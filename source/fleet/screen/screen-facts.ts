import type {FleetModel} from '../model/fleet-model.js';
import type {KeyConditions} from './keys.js';
import type {View} from './screen-state.js';

/** What does not change while a screen is up. */
export type ScreenSetting = Pick<KeyConditions, 'isInProcess' | 'isReadOnly' | 'isDemo'> & {
	/** Where the master is: `127.0.0.1:50050`. */
	readonly address: string;
	/** How an agent on this machine reaches it. */
	readonly localAddress: string;
	/** What a connection to it is, in a word, where it does not tell that itself. */
	readonly trust: string;
	/** Only this machine reaches it. */
	readonly isLoopback: boolean;
	/** No bars, and clock times in place of countdowns. */
	readonly isMotionless: boolean;
	/** The terminal may draw symbols two cells wide: the help names `--ascii`. */
	readonly isWideLocale: boolean;
};

/** What decides, at this moment, which keys there are. */
export function keyConditionsOf(
	view: View,
	model: FleetModel,
	{isInProcess, isReadOnly, isDemo}: ScreenSetting,
): KeyConditions {
	return {
		isInProcess,
		isReadOnly,
		isDemo,
		isOutOfContact: model.reach().type === 'none',
		isEmpty: view.page.type === 'fleet' ? view.order.names.length === 0 : model.agents().size === 0,
		isFiltered: view.filter.text !== '',
	};
}
