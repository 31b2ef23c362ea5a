/** In so many parts a silence is counted. */
const parts = 5;

/**
Calls the listener when nothing was heard for `limitMs`, and again where that goes on after something was heard. Counted in
ticks rather than by the clock: a process that stood still itself has heard nothing either.
*/
export function listenForSilence(
	limitMs: number,
	onSilence: () => void,
): {
	/** Something was heard. */
	readonly heard: () => void;
	readonly end: () => void;
} {
	let ticks = 0;
	const timer = setInterval(() => {
		ticks++;
		if (ticks === parts) {
			onSilence();
		}
	}, limitMs / parts);
	return {
		heard() {
			ticks = 0;
		},
		end: () => clearInterval(timer),
	};
}
