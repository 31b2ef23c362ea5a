/** One key, as a program sees it. A run of input is split into these. */
export type Key =
	| {
			readonly name:
				| 'up'
				| 'down'
				| 'left'
				| 'right'
				| 'page-up'
				| 'page-down'
				| 'home'
				| 'end'
				| 'enter'
				| 'escape'
				| 'tab'
				| 'backspace'
				| 'delete'
				| 'ctrl-c'
				| 'ctrl-l'
				| 'ctrl-z';
	  }
	/** One printable grapheme. */
	| {readonly name: 'text'; readonly text: string}
	/** Pasted text, made safe. Outside a text field it does nothing. */
	| {readonly name: 'paste'; readonly text: string};

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
