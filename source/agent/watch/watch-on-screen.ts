import {askRunning} from '../../control/ask-running.js';
import {agentDirectory} from '../../host/directories.js';
import type {Signals} from '../../program/signals.js';
import type {DisplayOptions} from '../../terminal/display-options.js';
import {showAgentScreen, writeReport} from '../screen/show.js';
import {openRemoteStory, watchTarget} from './remote-story.js';

/** The screen of an agent that runs in another process on this machine, until it is left. Returns the exit code. */
export async function watchOnScreen(
	{name, display}: {readonly name: string | undefined; readonly display: DisplayOptions},
	signals: Signals,
): Promise<number> {
	const {stop} = signals;
	const target = await watchTarget(name);
	const story = await openRemoteStory(target, stop.signal);
	const leave = () => stop.abort('left');
	const shown = await showAgentScreen({
		story,
		mode: 'watch',
		now: story.now,
		clockMs: Date.now,
		goneSinceWall: story.goneSinceWall,
		display,
		// Nothing of a watching screen is logged.
		warn: () => {},
		actions: {
			retry() {
				askRunning(target, 'retry').catch((error: unknown) => {
					shown.source.notify(error instanceof Error ? error.message : String(error));
				});
			},
			stop: leave,
			leave,
			writeReport: (lines) => writeReport(agentDirectory(target.name), lines),
		},
		onGone: leave,
	});
	const failure = await Promise.race([story.follow(), shown.screen.whenFailed]);
	stop.abort('left');
	if (failure instanceof Error) {
		await shown.leave([`sloth-agent: The screen failed: ${failure.message}`]);
		return 1;
	}

	await shown.leave();
	return 0;
}
