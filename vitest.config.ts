import {defineConfig} from 'vitest/config';

export default defineConfig({
	oxc: {jsx: {runtime: 'automatic', development: false}},
	define: {__SLOTH_VERSION__: JSON.stringify('0.0.0-test')},
	test: {
		// React's production build, as in the programs: the other one keeps records of every frame.
		env: {NODE_ENV: 'production'},
		include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
		testTimeout: 30_000,
		hookTimeout: 30_000,
		pool: 'forks',
		restoreMocks: true,
		// Many tests race real processes on whatever machine this is. Locally a failure is a failure; in CI it has one more
		// try, and the report names every test that needed it.
		retry: process.env['CI'] === 'true' ? 1 : 0,
	},
});
