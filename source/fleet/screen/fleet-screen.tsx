import {assertNever} from '../../base/assert-never.js';
import type {Moment} from '../../base/moment.js';
import {safeText} from '../../base/safe-text.js';
import type {CommandResult} from '../../protocol/command-result.js';
import type {FleetUpdate} from '../../protocol/generated/agent.js';
import {Rows} from '../../terminal/components/line.js';
import type {Key} from '../../terminal/keys/key.js';
import type {ScreenSize} from '../../terminal/rows/row.js';
import type {ScreenSource} from '../../terminal/screen-source.js';
import {createFleetModel, type FleetModel} from '../model/fleet-model.js';
import type {Reach} from '../model/reach.js';
import {drawFleet, lastTopOf, listRowsOf} from './draw.js';
import {type Intent, reduceKey} from './reduce-key.js';
import {keyConditionsOf, type ScreenSetting} from './screen-facts.js';
import {firstView, keepTop, refreshView, sortIntervalMs, type View, withNotice} from './screen-state.js';

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
export type FleetScreen = ScreenSource & {
	readonly model: FleetModel;
	readonly apply: (update: FleetUpdate) => void;
	readonly setReach: (reach: Reach) => void;
};

/** What a screen shows a fleet with. */
export type FleetScreenOptions = {
	readonly facts: ScreenSetting;
	readonly reach: Reach;
	readonly actions: FleetActions;
	readonly now: () => Moment;
};

/** A screen of a fleet of which nothing was told yet. */
export function createFleetScreen({facts, reach, actions, now}: FleetScreenOptions): FleetScreen {
	const model = createFleetModel(reach);
	const listeners = new Set<(urgency: 'now' | 'soon') => void>();
	let view: View = firstView;
	let size: ScreenSize = {columns: 80, rows: 24};
	const roundTripAt = measureRoundTrip(model);

	const notify = (urgency: 'now' | 'soon') => {
		for (const listener of listeners) {
			listener(urgency);
		}
	};

	const refresh = (moment: Moment) => {
		const listRows = listRowsOf({view, model, facts, moment, size});
		view = refreshView(view, model, moment.monotonicMs, listRows);
		view = keepTop(view, lastTopOf({view, model, facts, moment, size}));
		return listRows;
	};

	const tell = (text: string) => {
		view = withNotice(view, text, now().monotonicMs);
		notify('now');
	};

	return {
		model,
		apply(update) {
			const urgency = model.apply(now().monotonicMs, update);
			if (update.endsSnapshot) {
				view = {...view, order: {...view.order, sortedAtMs: Number.NEGATIVE_INFINITY}};
			}

			notify(urgency);
		},
		setReach(next) {
			model.setReach(next);
			notify('now');
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		render(next) {
			size = next;
			const moment = now();
			refresh(moment);
			return <Rows rows={drawFleet({view, model, facts, moment, size}, roundTripAt(moment))} />;
		},
		isTyping: () => view.isFiltering || view.prompt?.type === 'remove',
		onKey(key: Key) {
			const moment = now();
			const listRows = refresh(moment);
			const result = reduceKey(view, key, {
				...keyConditionsOf(view, model, facts),
				model,
				now: moment.monotonicMs,
				listRows,
			});
			view = result.view;
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

/** The round trip of the fleet, measured as often as its list is sorted. */
function measureRoundTrip(model: FleetModel): (moment: Moment) => number | undefined {
	let roundTripMs: number | undefined;
	let measuredAtMs = Number.NEGATIVE_INFINITY;
	return ({monotonicMs: now}) => {
		if (now - measuredAtMs >= sortIntervalMs) {
			measuredAtMs = now;
			roundTripMs = middleRoundTrip(model);
		}

		return roundTripMs;
	};
}

/** The middle one of the round trips of all that are active. */
function middleRoundTrip(model: FleetModel): number | undefined {
	const trips: number[] = [];
	for (const {liveness, roundTripMs} of model.agents().values()) {
		if (liveness === 'active' && roundTripMs !== undefined) {
			trips.push(roundTripMs);
		}
	}

	const sorted = Float64Array.from(trips).sort();
	return sorted[sorted.length >> 1];
}
