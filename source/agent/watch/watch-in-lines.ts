import {formatLocalTime} from '../../base/formats.js';
import type {Moment} from '../../base/moment.js';
import {openLineOutput} from '../../observe/line-output.js';
import type {Signals} from '../../program/signals.js';
import {initialScreenState} from '../screen/state/screen-state.js';
import {headline} from '../screen/words/headline.js';
import {reasonLines} from '../screen/words/reason-lines.js';
import type {AgentModel} from '../story/agent-model.js';
import {findTarget, type WantedAgent} from './agent-target.js';
import {openRemoteStory, silentWords} from './remote-story.js';

/**
One plain line now, one per state change, and one where the agent does not answer any more, until it ends. Returns the exit
code. Throws a `HostError` where it cannot be watched.
*/
export async function watchInLines(wanted: WantedAgent, signals: Signals): Promise<number> {
	const {signal} = signals.stop;
	const target = await findTarget(wanted);
	const output = openLineOutput();
	output.onGone(() => signals.stop.abort('nobody reads'));
	try {
		const story = await openRemoteStory(target, signal);
		if (story === undefined) {
			return 0;
		}

		let told = '';
		const tell = () => {
			const model = story.model();
			const news = story.isSilent() ? 'silent' : model.state.type;
			if (news !== told && (story.isSilent() || story.goneSinceWall() === undefined)) {
				told = news;
				output.write(
					story.isSilent() ? `${formatLocalTime(Date.now())} ${silentWords(target)}` : stateLine(model, story.now()),
				);
			}
		};

		story.subscribe(tell);
		tell();
		await story.ended;
		if (told !== 'stopped' && !signal.aborted) {
			output.write(`${formatLocalTime(Date.now())} ${target.label} ended without a word`);
			return 1;
		}

		return 0;
	} finally {
		output.close();
	}
}

/** A state in one line. */
function stateLine(model: AgentModel, now: Moment): string {
	const scene = {model, now, ui: initialScreenState, mode: 'watch', isMotionless: false} as const;
	const {
		word,
		since: [since],
	} = headline(scene);
	const why = reasonLines(scene).map(({text}) => text);
	return [formatLocalTime(now.wallMs), word, since === '' ? '' : `${since}.`, ...why].filter(Boolean).join(' ');
}
