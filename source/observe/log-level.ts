/** How much a line matters, from the least on. A log of a level holds those of the levels after it as well. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof logLevels)[number];

/** How log lines are written. */
export const logFormats = ['text', 'json'] as const;

export type LogFormat = (typeof logFormats)[number];
