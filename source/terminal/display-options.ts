/** How a program shows itself. */
export type DisplayOptions = {
	/** Plain lines, no screen. */
	readonly isPlain: boolean;
	/** The screen on a terminal, also where `CI` is set. */
	readonly isScreen: boolean;
	readonly hasColour: boolean;
	/** ASCII in place of the symbols. */
	readonly isAscii: boolean;
	/** Nothing that moves by itself: no bars, clock times in place of counting seconds. */
	readonly isMotionless: boolean;
};
