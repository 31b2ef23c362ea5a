/** Decides when a picture is drawn anew. */
export type Refresher = {
	/** `now` draws at once, `soon` at most four times a second. */
	readonly request: (urgency: 'now' | 'soon') => void;
	/** Draws no more. */
	readonly stop: () => void;
};

/** What is drawn, and when it can be. */
export type RefresherOptions = {
	readonly draw: () => void;
	/** False while the terminal takes nothing more: drawing would be for nothing. */
	readonly canDraw: () => boolean;
};

const soonMs = 250;
/** Nobody sees more, and a thousand changes at once must not cost a thousand drawings. */
const nowMs = 1000 / 30;
const busyRetryMs = 100;

/** Draws on request and, from now on, each time that the clock's second changes. */
export function createRefresher({draw, canDraw}: RefresherOptions): Refresher {
	let isStopped = false;
	let drawnAt = Number.NEGATIVE_INFINITY;
	let due = Number.POSITIVE_INFINITY;
	let timer: NodeJS.Timeout | undefined;
	let clock: NodeJS.Timeout | undefined;

	const drawAt = (at: number) => {
		if (isStopped || at >= due) {
			return;
		}

		due = at;
		clearTimeout(timer);
		timer = setTimeout(attempt, Math.max(0, at - performance.now()));
		timer.unref();
	};

	const attempt = () => {
		due = Number.POSITIVE_INFINITY;
		if (isStopped) {
			return;
		}

		if (canDraw()) {
			drawnAt = performance.now();
			draw();
		} else {
			drawAt(performance.now() + busyRetryMs);
		}
	};

	const request = (urgency: 'now' | 'soon') => {
		const at = drawnAt + (urgency === 'now' ? nowMs : soonMs);
		if (urgency === 'now' && at <= performance.now() && !isStopped) {
			clearTimeout(timer);
			attempt();
		} else {
			drawAt(Math.max(at, performance.now()));
		}
	};

	const tick = () => {
		// A little late rather than early: the second must have changed.
		clock = setTimeout(
			() => {
				request('now');
				tick();
			},
			1005 - (Date.now() % 1000),
		);
		clock.unref();
	};

	tick();
	return {
		request,
		stop() {
			isStopped = true;
			clearTimeout(timer);
			clearTimeout(clock);
		},
	};
}
