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
