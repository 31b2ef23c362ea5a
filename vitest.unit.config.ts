import {defineConfig, mergeConfig} from 'vitest/config';
import config from './vitest.config.js';

/** What starts no process, opens no terminal and takes seconds: for the while in which one works on a thing. */
export default mergeConfig(
	config,
	defineConfig({
		test: {
			// Nothing here races anything: every core, and each module loaded once for all files, take a fifth of the time.
			maxWorkers: '100%',
			isolate: false,
			exclude: [
				'test/{programs,screens,scenarios,traps,demo,program,control,host,operator,media}/**',
				'test/media.test.ts',
				'test/observe/line-output.test.ts',
				'test/protocol/channel*.test.ts',
				'test/terminal/{screen,view}.test.*',
				'test/agent/{link,watch}/**',
				'test/agent/{run,cli}*.test.ts',
				'test/master/{events,sessions,store,watch}/**',
				'test/master/*.test.ts',
				'test/fleet/screen/{properties,ten-thousand}.test.ts',
				'test/agent/screen/properties.test.tsx',
			],
		},
	}),
);
