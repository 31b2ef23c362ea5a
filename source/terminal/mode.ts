import type {Theme} from './paint/theme.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What decides between a screen and plain lines. */
export type ModeInput = {
	readonly stdinIsTty: boolean;
	readonly stdoutIsTty: boolean;
	readonly environment: Environment;
	/** `--plain` was given. */
	readonly isPlain: boolean;
	/** `--screen` was given: it overrides `CI`, and nothing else. */
	readonly isScreen: boolean;
};

/**
Screen or plain lines. Decided before Ink or React are loaded. A screen needs a terminal at both ends that can move its
cursor, no `CI`, and a reader who sees: a screen reader (`INK_SCREEN_READER=true`) is better served by lines.
*/
export function decideMode({stdinIsTty, stdoutIsTty, environment, isPlain, isScreen}: ModeInput): 'screen' | 'plain' {
	const canShow = stdinIsTty && stdoutIsTty && environment['TERM'] !== 'dumb';
	const wantsLines =
		isPlain || environment['INK_SCREEN_READER'] === 'true' || (isContinuousIntegration(environment) && !isScreen);
	return canShow && !wantsLines ? 'screen' : 'plain';
}

function isContinuousIntegration(environment: Environment): boolean {
	return !['', '0', 'false'].includes(environment['CI'] ?? '');
}

/** What decides about colours and characters. */
export type ThemeInput = {
	readonly environment: Environment;
	/** `--no-color` was given. */
	readonly isColourless: boolean;
	/** `--ascii` was given. */
	readonly isAscii: boolean;
};

/** What to draw with. `NO_COLOR` counts with any value but the empty one; a locale without UTF-8 means ASCII. */
export function decideTheme({environment, isColourless, isAscii}: ThemeInput): Theme {
	return {
		colour: !isColourless && (environment['NO_COLOR'] ?? '') === '',
		ascii: isAscii || !/utf-?8/iu.test(localeOf(environment)),
	};
}

/** True in the locales in which terminals may draw lines and dots two cells wide. The help names `--ascii` there. */
export function isWideLocale(environment: Environment): boolean {
	return /^(?:zh|ja|ko)(?:_|\.|$)/u.test(localeOf(environment));
}

/** The one that decides about characters: the first of these that is set and not empty. */
function localeOf(environment: Environment): string {
	return (
		[environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find((value) => (value ?? '') !== '') ?? ''
	);
}
