/** How much a line matters, from the least on. A log of a level holds those of the levels after it as well. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** One of the levels of a log. */
export type LogLevel = (typeof logLevels)[number];

/** How log lines are written. */
export const logFormats = ['text', 'json'] as const;

/** One of the formats of a log. */
export type LogFormat = (typeof logFormats)[number];
