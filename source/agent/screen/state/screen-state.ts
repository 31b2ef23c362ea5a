import type {TextField} from '../../../terminal/keys/text-field.js';
import type {LogEntry} from '../../story/agent-model.js';

/** What the screen shows. */
export type Page =
	| {readonly type: 'main'}
	| {readonly type: 'help'; readonly top: number}
	| {readonly type: 'error'; readonly top: number}
	/** The outages, newest first. */
	| {readonly type: 'outages'; readonly selected: number}
	| {readonly type: 'outage'; readonly selected: number; readonly top: number};

/** What only the screen knows. */
export type ScreenState = {
	readonly page: Page;
	/** Whether the agent should stop. */
	readonly isAsking: boolean;
	/** Only log lines that hold this, in any case, are shown. */
	readonly filter: string;
	/** The filter while it is typed. */
	readonly field: TextField | undefined;
	/** The log as it was when it was paused. */
	readonly paused: readonly LogEntry[] | undefined;
	/** A sentence that the next key takes away. */
	readonly notice: string | undefined;
	/** The demo says what to press until this was pressed. */
	readonly hasKilled: boolean;
};

export const initialScreenState: ScreenState = {
	page: {type: 'main'},
	isAsking: false,
	filter: '',
	field: undefined,
	paused: undefined,
	notice: undefined,
	hasKilled: false,
};
