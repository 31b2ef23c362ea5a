import type {ConnectionFact} from '../../source/agent/connection/connection-facts.js';
import {type ConnectionEvent, transition} from '../../source/agent/connection/connection-state.js';
import {type AgentModel, foldLogLine, foldModel} from '../../source/agent/story/agent-model.js';
import {createNarrator} from '../../source/agent/story/narrator.js';

/** Folds events as the connection would, with the lines that the log has of them. Each must be one that the state takes. */
export function narrated(
	model: AgentModel,
	events: readonly ConnectionEvent[],
	toWall: (monotonicMs: number) => number,
): AgentModel {
	const narrate = createNarrator({threshold: model.policy.failureThreshold});
	let told = model;
	for (const event of events) {
		const previous = told.state;
		const state = transition(previous, event);
		if (state === undefined) {
			throw new Error(`The story does not hold: ${previous.type} does not take ${event.type} at ${event.at}`);
		}

		const fact: ConnectionFact = {event, previous, state};
		told = foldModel(told, fact, toWall);
		for (const {level, message} of narrate(fact)) {
			told = level === 'debug' ? told : foldLogLine(told, {wallMs: toWall(event.at), level, message});
		}
	}

	return told;
}
