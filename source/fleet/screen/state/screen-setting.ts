import type {KeyConditions} from './keys.js';

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
