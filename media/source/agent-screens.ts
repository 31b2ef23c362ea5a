import {
	type AgentScreenOptions,
	type AgentScreenSource,
	createAgentScreen,
} from '../../source/agent/screen/agent-screen-source.js';
import {reportLines} from '../../source/agent/screen/words/report.js';
import type {AgentModel} from '../../source/agent/story/agent-model.js';
import type {Key} from '../../source/terminal/keys/key.js';
import type {Row} from '../../source/terminal/rows/row.js';
import {now, sceneOf} from '../../test/stories/agent-scenes.js';

/** The screen of an agent at the moment of the pictures, after some keys: a name in `<>` is a key without text. */
export function agentScreen(
	model: AgentModel,
	keys = '',
	options: Partial<AgentScreenOptions> = {},
): AgentScreenSource {
	const screen = createAgentScreen({
		story: {model: () => model, subscribe: () => () => {}},
		mode: 'run',
		isMotionless: false,
		now: () => now,
		copyToClipboard: () => {},
		actions: {
			retry() {},
			stop() {},
			writeReport: () => `${model.directory}/report-20260701-011351.txt`,
		},
		...options,
	});
	for (const key of keys.match(/<[a-z-]+>|./gu) ?? []) {
		screen.onKey(key.length > 1 ? ({name: key.slice(1, -1)} as Key) : {name: 'text', text: key});
	}

	return screen;
}

/** The file that `y` writes. */
export function reportRows(model: AgentModel): readonly Row[] {
	return reportLines(sceneOf(model)).map((text): Row => [{text}]);
}
