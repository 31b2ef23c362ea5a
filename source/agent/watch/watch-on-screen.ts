import {askRunning} from '../../control/ask-running.js';
import {agentDirectory} from '../../host/directories.js';
import type {Signals} from '../../program/signals.js';
import type {DisplayOptions} from '../../terminal/display-options.js';
import {showAgentScreen, writeReport} from '../screen/show.js';
import {findTarget, type WantedAgent} from './agent-target.js';
import {openRemoteStory} from './remote-story.js';

/** The screen of an agent that runs in another process on this machine, until it is left. Returns the exit code. */
export async function watchOnScreen(
	{display, ...wanted}: WantedAgent & {readonly display: DisplayOptions},
	signals: Signals,
): Promise<number> {
	const {stop} = signals;
	const target = await findTarget(wanted);
	const story = await openRemoteStory(target, stop.signal);
	if (story === undefined) {
		return 0;
	}

	const leave = () => stop.abort('left');
	const shown = await showAgentScreen({
		story,
		mode: 'watch',
		now: story.now,
		clockMs: Date.now,
		goneSinceWall: story.goneSinceWall,
		isSilent: story.isSilent,
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
			writeReport: (lines) => writeReport(agentDirectory({...wanted, name: target.name}), lines),
		},
		onGone: leave,
	});
	const failure = await Promise.race([story.follow(), shown.screen.whenFailed]).catch(async (error: unknown) => {
		stop.abort('left');
		// Before it is told: what is printed across the screen goes with it.
		await shown.leave();
		throw error;
	});
	stop.abort('left');
	if (failure instanceof Error) {
		await shown.leave([`sloth-agent: The screen failed: ${failure.message}`]);
		return 1;
	}

	await shown.leave();
	return 0;
}
