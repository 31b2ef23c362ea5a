import {assertNever} from '../../base/assert-never.js';
import {createEmitter} from '../../base/emitter.js';
import type {Moment} from '../../base/moment.js';
import {safeText} from '../../base/safe-text.js';
import type {CommandResult} from '../../protocol/command-result.js';
import type {FleetUpdate} from '../../protocol/generated/agent.js';
import type {Key} from '../../terminal/keys/key.js';
import type {ScreenSize} from '../../terminal/rows/row.js';
import type {ScreenSource} from '../../terminal/screen-source.js';
import {createFleetModel, type FleetModel} from '../model/fleet-model.js';
import type {Reach} from '../model/reach.js';
import {FleetScreen} from './fleet-screen.js';
import {listRowsOf} from './layout/fleet-layout.js';
import {lastTopOf} from './layout/page-room.js';
import {measureRoundTrip} from './state/fleet-round-trip.js';
import {type Intent, reduceKey} from './state/reduce-key.js';
import {keyConditionsOf, type Scene} from './state/scene.js';
import type {ScreenSetting} from './state/screen-setting.js';
import {initialScreenState, keepTop, refreshState, type ScreenState, withNotice} from './state/screen-state.js';

/** What the keys of a fleet's screen do. */
export type FleetActions = {
	readonly stopAgent: (name: string) => Promise<CommandResult>;
	readonly removeAgent: (name: string) => Promise<CommandResult>;
	/** Leaves the screen. In the process of the master: stops the master. */
	readonly leave: () => void;
	/** Tries to reach the master now. */
	readonly retry: () => void;
};

/** A fleet on a screen: of the master in this process, or of one elsewhere. */
export type FleetScreenSource = ScreenSource & {
	readonly model: FleetModel;
	readonly apply: (update: FleetUpdate) => void;
	readonly setReach: (reach: Reach) => void;
};

/** What a screen shows a fleet with. */
export type FleetScreenOptions = {
	readonly setting: ScreenSetting;
	readonly reach: Reach;
	readonly actions: FleetActions;
	readonly now: () => Moment;
};

/** A screen of a fleet of which nothing was told yet. */
export function createFleetScreen({setting, reach, actions, now}: FleetScreenOptions): FleetScreenSource {
	const model = createFleetModel(reach);
	const {tell: notify, subscribe} = createEmitter<'now' | 'soon'>();
	let ui: ScreenState = initialScreenState;
	let size: ScreenSize = {columns: 80, rows: 24};
	const roundTripAt = measureRoundTrip(model);

	const sceneAt = (moment: Moment): Scene => ({ui, model, setting, moment, roundTripMs: roundTripAt(moment)});

	/** Returns how many agents fit on the screen. */
	const refresh = (moment: Moment) => {
		const listRows = listRowsOf(sceneAt(moment), size);
		ui = refreshState(ui, model, moment.monotonicMs, listRows);
		ui = keepTop(ui, lastTopOf(sceneAt(moment), size));
		return listRows;
	};

	const tell = (text: string) => {
		ui = withNotice(ui, text, now().monotonicMs);
		notify('now');
	};

	return {
		model,
		apply(update) {
			const urgency = model.apply(now().monotonicMs, update);
			if (update.endsSnapshot) {
				ui = {...ui, order: {...ui.order, sortedAtMs: Number.NEGATIVE_INFINITY}};
			}

			notify(urgency);
		},
		setReach(next) {
			model.setReach(next);
			notify('now');
		},
		subscribe,
		render(next) {
			size = next;
			const moment = now();
			refresh(moment);
			return <FleetScreen scene={sceneAt(moment)} size={size} />;
		},
		isTyping: () => ui.isFiltering || ui.prompt?.type === 'remove',
		onKey(key: Key) {
			const moment = now();
			const listRows = refresh(moment);
			const result = reduceKey(ui, key, {
				...keyConditionsOf(sceneAt(moment)),
				model,
				now: moment.monotonicMs,
				listRows,
			});
			ui = result.ui;
			if (result.intent !== undefined) {
				follow(result.intent, actions, tell);
			}

			notify('now');
		},
	};
}

/** Does what a key asked for. `tell` says what came of it. */
function follow(intent: Intent, actions: FleetActions, tell: (text: string) => void): void {
	switch (intent.type) {
		case 'stop-agent':
			tellEnd(actions.stopAgent(intent.name), 'told to stop.', intent.name, tell);
			break;
		case 'remove-agent':
			tellEnd(actions.removeAgent(intent.name), 'removed.', intent.name, tell);
			break;
		case 'leave':
			actions.leave();
			break;
		case 'retry':
			actions.retry();
			break;
		default:
			assertNever(intent);
	}
}

function tellEnd(asked: Promise<CommandResult>, done: string, name: string, tell: (text: string) => void): void {
	asked.then(
		({success, message}) => tell(`${name}: ${success ? done : `${said(message)}.`.replace(/\.\.$/u, '.')}`),
		(error: unknown) => tell(`${name}: ${said(error instanceof Error ? error.message : String(error))}`),
	);
}

/** What another program said, safe to draw. */
function said(message: string): string {
	return safeText(message, 400);
}
