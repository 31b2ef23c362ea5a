import type {ValueKind} from './values.js';

/** One option of a program. Its flag, environment variable, config key, check and help all come from this. */
export type OptionDefinition = {
	/** The name in code and in a config file, in camel case. */
	readonly key: string;
	readonly kind: ValueKind<unknown>;
	/** As a person would write it. Without one the value is undefined where it is not given. */
	readonly default?: string;
	/** What the default is in words, where it is found at run time. */
	readonly defaultWords?: string;
	/** What it means, in words that fit a help text. */
	readonly description: string;
	/** Instead of the placeholder of its kind. */
	readonly placeholder?: string;
	/** The heading under which a help text shows it. */
	readonly group: string;
	/** The commands that take it. */
	readonly commands: readonly string[];
};

/** One command of a program. */
export type CommandDefinition = {
	readonly name: string;
	readonly description: string;
	/** The words that follow the command, such as `NAME`. All are required. */
	readonly arguments?: readonly string[];
};

/** All that a program's command line is made of. */
export type ProgramDefinition = {
	readonly name: string;
	readonly summary: string;
	/** The first is the one that is meant where none is given. */
	readonly commands: readonly CommandDefinition[];
	readonly options: readonly OptionDefinition[];
};

/** What a command's options are read into: each key that the command takes, undefined where it may be absent. */
export type OptionValues<Options extends readonly OptionDefinition[], Command> = {
	readonly [Option in Options[number] as Command extends Option['commands'][number]
		? Option['key']
		: never]: Option['kind'] extends ValueKind<infer Value>
		? Option extends {readonly default: string}
			? Value
			: Value | undefined
		: never;
};

/** `heartbeatInterval` → `--heartbeat-interval` */
export function flagOf(key: string): string {
	return `--${key.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `heartbeatInterval` → `SLOTH_HEARTBEAT_INTERVAL` */
export function environmentNameOf(key: string): string {
	return `SLOTH_${flagOf(key).slice(2).replaceAll('-', '_').toUpperCase()}`;
}

/** True for an option whose flag stands alone. */
export function isToggle(option: OptionDefinition): boolean {
	return option.kind.json === 'boolean';
}

/** A flag with the placeholder of its value. */
export function flagWithPlaceholder(option: OptionDefinition): string {
	return isToggle(option)
		? flagOf(option.key)
		: `${flagOf(option.key)} ${option.placeholder ?? option.kind.placeholder}`;
}

/** The default as a person reads it. Empty where there is none. */
export function defaultInWords(option: OptionDefinition): string {
	return option.defaultWords ?? (isToggle(option) ? '' : (option.default ?? ''));
}
