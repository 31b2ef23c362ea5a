/** A wait that can be cut short. One at a time. */
export type Alarm = {
	/** Resolves after `delayMs`, or with the next `ring`. Without a delay only with that. */
	readonly wait: (delayMs: number | undefined) => Promise<void>;
	/** Ends the wait that goes on, if there is one. It is not remembered for the next. */
	readonly ring: () => void;
};

/** Makes one that does not wait. */
export function createAlarm(): Alarm {
	let ring = () => {};
	return {
		wait: (delayMs) =>
			new Promise<void>((resolve) => {
				const timer = delayMs === undefined ? undefined : setTimeout(() => ring(), delayMs);
				ring = () => {
					clearTimeout(timer);
					ring = () => {};
					resolve();
				};
			}),
		ring: () => ring(),
	};
}
