import {safeText} from '../../base/safe-text.js';
import {version as ownVersion} from '../../base/version.js';
import type {RunningTarget} from '../../control/ask-running.js';
import {HostError} from '../../host/host-error.js';
import {isModel} from '../story/agent-model.js';
import {type StoryGreeting, type StoryState, storyFormat} from './story-stream.js';

/** An agent tells what this version cannot show. */
export class OtherVersion extends HostError {}

/**
The messages of an agent, checked before anything is drawn from them. Throws an `OtherVersion` where they are of another format,
and a `HostError` where the agent refuses to be watched.
*/
export async function* readStory(
	messages: AsyncIterable<unknown>,
	target: RunningTarget,
): AsyncGenerator<'greeting' | StoryState, void, void> {
	let greeting: StoryGreeting | undefined;
	for await (const message of messages) {
		const {version, format, now, model, error}: Readonly<Record<string, unknown>> = Object(message);
		if (typeof error === 'string') {
			throw new HostError(`${target.label} answers: ${safeText(error)}`, 1);
		}

		if (typeof version === 'string' && typeof format === 'number') {
			greeting = {version, format};
		}

		if (greeting?.format !== storyFormat) {
			throw otherVersion(target, greeting);
		}

		if (model === undefined) {
			yield 'greeting';
		} else if (typeof now === 'number' && isModel(model)) {
			yield {now, model};
		} else {
			throw otherVersion(target, greeting);
		}
	}
}

function otherVersion({label, name}: RunningTarget, greeting: StoryGreeting | undefined): OtherVersion {
	const which = greeting === undefined ? 'another version' : `version ${safeText(greeting.version, 40)}`;
	return new OtherVersion(
		`${label} is of ${which}, which this sloth-agent (${ownVersion}) cannot show. Ask it with: sloth-agent status --name ${name}`,
		1,
	);
}
