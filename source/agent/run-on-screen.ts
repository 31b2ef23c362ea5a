import {readMoment} from '../base/moment.js';
import {agentDirectory} from '../host/directories.js';
import {HostError} from '../host/host-error.js';
import {openProgramLog} from '../observe/program-log.js';
import {tapLog} from '../observe/tap-log.js';
import {belongsInLog, describeError, withLogFile} from '../program/run-program.js';
import {onStop, type Signals} from '../program/signals.js';
import {openAgent} from './agent.js';
import type {AgentOptions} from './agent-options.js';
import {daemonLogFile} from './files.js';
import {exitWhenStuck, narrate, runAgent, tellStart} from './run.js';
import {type ShownScreen, showAgentScreen, writeReport} from './screen/show.js';
import {refusedMessage} from './story/narrator.js';

/**
Runs an agent in this process under its screen, until it is stopped or refused. The log goes to a file meanwhile. Returns the
exit code. Where the terminal cannot be opened plain lines are written instead.
*/
export async function runAgentOnScreen(options: AgentOptions, signals: Signals): Promise<number> {
	const file = daemonLogFile(options);
	const {log} = openProgramLog({...options.log, file, toOutput: false});
	let shown: ShownScreen | undefined;
	try {
		const agent = await openAgent(options, file, (line) => told.warn(line));
		const {connection, story} = agent;
		const told = tapLog(log, options.log.level, story.takeLine);
		try {
			shown = await showAgentScreen({
				story,
				mode: 'run',
				now: readMoment,
				display: options.display,
				warn: told.warn,
				actions: {
					retry: () => connection.retryNow(),
					stop: (by) => signals.stop.abort(by),
					writeReport: (lines) => writeReport(agentDirectory(options.name), lines),
				},
				onGone: (reason) => signals.stop.abort(reason),
			});
		} catch (error) {
			agent.stop('no screen');
			await agent.run();
			if (!(error instanceof HostError)) {
				throw error;
			}

			log.warn(error.message);
			return await runAgent(options, signals, undefined);
		}

		exitWhenStuck(signals);
		onStop(signals, agent.stop);
		signals.onUser = () => connection.retryNow();
		narrate(connection, told, options.policy.failureThreshold);
		tellStart(options, agent, told);
		const running = agent.run();
		const ended = await Promise.race([running, shown.screen.whenFailed]);
		if (ended instanceof Error) {
			log.error(`The screen failed: ${ended.stack ?? ended.message}`);
			agent.stop('the screen failed');
			await running;
			await shown.leave([`sloth-agent: The screen failed: ${ended.message}. See ${file}`]);
			return 1;
		}

		await shown.leave(ended.type === 'refused' ? [`sloth-agent: ${refusedMessage(ended.failure)}`] : []);
		return ended.type === 'refused' ? 3 : 0;
	} catch (error) {
		if (belongsInLog(error)) {
			log.error(describeError(error));
		}

		// Before it is told: what is printed across the screen goes with it.
		await shown?.leave();
		throw withLogFile(error, file);
	} finally {
		log.close();
	}
}
