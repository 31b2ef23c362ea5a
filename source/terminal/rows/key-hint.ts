/** A key of a screen: the help and the bottom line are made from a list of these. */
export type KeyHint = {
	/** As it is shown, such as `r` or `↵`. */
	readonly label: string;
	/** What it does, in one to three words. */
	readonly does: string;
	/** The same, where there is little room. @default `does` */
	readonly short?: string;
	/** A sentence for the help. */
	readonly explains: string;
};
