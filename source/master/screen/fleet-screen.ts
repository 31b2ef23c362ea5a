import type {FleetUpdate} from '../../protocol/generated/agent.js';
import {safeText} from '../../protocol/text.js';
import type {Key} from '../../terminal/key.js';
import type {Moment} from '../../terminal/moment.js';
import type {ScreenSize} from '../../terminal/row.js';
import type {ScreenSource} from '../../terminal/screen-source.js';
import type {CommandResult} from '../agent-commands.js';
import type {Contact} from '../contact.js';
import {drawFleet, listRowsOf} from './draw.js';
import type {ScreenFacts} from './facts.js';
import {createFleetModel, type FleetModel} from './fleet-model.js';
import {type Intent, takeKey} from './take-key.js';
import {firstView, refreshView, sortIntervalMs, type View, withNotice} from './view.js';

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
	readonly setContact: (contact: Contact) => void;
};

export function createFleetScreen({
	facts,
	contact,
	actions,
	now,
}: {
	readonly facts: ScreenFacts;
	readonly contact: Contact;
	readonly actions: FleetActions;
	readonly now: () => Moment;
}): FleetScreen {
	const model = createFleetModel(contact);
	const listeners = new Set<(urgency: 'now' | 'soon') => void>();
	let view: View = firstView;
	let size: ScreenSize = {columns: 80, rows: 24};
	let roundTripMs: number | undefined;
	let measuredAtMs = Number.NEGATIVE_INFINITY;

	const notify = (urgency: 'now' | 'soon') => {
		for (const listener of listeners) {
			listener(urgency);
		}
	};

	const refresh = (moment: Moment) => {
		const listRows = listRowsOf({view, model, facts, moment, size});
		view = refreshView(view, model, moment.monotonicMs, listRows);
		return listRows;
	};

	const tell = (text: string) => {
		view = withNotice(view, text, now().monotonicMs);
		notify('now');
	};

	const command = (asked: Promise<CommandResult>, done: string, name: string) => {
		asked.then(
			({success, message}) => tell(`${name}: ${success ? done : `${said(message)}.`.replace(/\.\.$/u, '.')}`),
			(error: unknown) => tell(`${name}: ${said(error instanceof Error ? error.message : String(error))}`),
		);
	};

	const follow = (intent: Intent) => {
		switch (intent.type) {
			case 'stop-agent':
				command(actions.stopAgent(intent.name), 'told to stop.', intent.name);
				break;
			case 'remove-agent':
				command(actions.removeAgent(intent.name), 'removed.', intent.name);
				break;
			case 'leave':
				actions.leave();
				break;
			case 'retry':
				actions.retry();
		}
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
		setContact(next) {
			model.setContact(next);
			notify('now');
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		draw(next) {
			size = next;
			const moment = now();
			refresh(moment);
			if (moment.monotonicMs - measuredAtMs >= sortIntervalMs) {
				measuredAtMs = moment.monotonicMs;
				roundTripMs = middleRoundTrip(model);
			}

			return drawFleet({view, model, facts, moment, size, roundTripMs});
		},
		onKey(key: Key) {
			const moment = now();
			const listRows = refresh(moment);
			const result = takeKey(view, key, {
				...facts,
				model,
				now: moment.monotonicMs,
				listRows,
				isOutOfContact: model.contact().type === 'none',
				isEmpty: model.agents().size === 0,
			});
			view = result.view;
			if (result.intent !== undefined) {
				follow(result.intent);
			}

			notify('now');
		},
	};
}

/** What another program said, safe to draw. */
function said(message: string): string {
	return safeText(message, 400);
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
