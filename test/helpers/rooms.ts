/** Why one room may import from another: a sentence for each arrow. A room's own files and these are all that it sees. */
export type Room = {
	/** What the room is for. */
	readonly is: string;
	/** The rooms that it may import from, each with the reason. */
	readonly uses: Readonly<Record<string, string>>;
	/**
	The rooms within it, in order: each may import from those before it, and none from the files beside them. What differs
	from that order is spelled out in `innerUses`.
	*/
	readonly inner?: readonly string[];
	readonly innerUses?: Readonly<Record<string, readonly string[]>>;
	/** The order within some of those, by their names: each folder may import from those before it, and no file beside them. */
	readonly innermost?: Readonly<Record<string, readonly string[]>>;
};

const words = 'texts, addresses, times';

/** What a screen knows, what it says of that, which rows it has for it, its parts, and what is put together from those. */
const screenOrder = ['state', 'words', 'layout', 'components', 'pages'];

/** The rooms of `source/`. */
export const rooms: Readonly<Record<string, Room>> = {
	base: {is: 'Small tools that everybody may use and that know nothing of this program.', uses: {}},
	protocol: {
		is: 'What both sides of the wire agree on, and the only ones that speak gRPC.',
		uses: {base: words},
		inner: ['generated', 'failures'],
	},
	retry: {
		is: 'When to try again: the backoff and the loop that drives it.',
		uses: {protocol: 'the policy'},
	},
	host: {is: 'What a program asks of its machine: directories, locks, identities, errors.', uses: {base: words}},
	control: {
		is: 'The local socket by which programs of one machine talk.',
		uses: {base: words, host: 'the state directory and the lock that tells who runs'},
	},
	observe: {
		is: 'What a program tells of itself while it runs: its log.',
		uses: {base: words, host: 'files and their errors'},
	},
	program: {
		is: 'How a program starts, runs and ends: signals, daemon, lock, log, control socket, exit code.',
		uses: {
			host: 'the lock, the pid file, and errors that carry an exit code',
			control: 'a program answers at its control socket while it runs',
			observe: 'the log that it runs with',
		},
	},
	terminal: {
		is: 'The terminal: rows, keys, the painter, and the components that both screens share.',
		uses: {base: words, host: 'system errors, and the exit that is armed before the terminal is left'},
		inner: ['rows', 'keys', 'paint', 'components'],
	},
	'command-line': {
		is: 'Flags, environment variables and config files, from one table of options.',
		uses: {
			base: words,
			protocol: 'the bounds of a policy',
			observe: 'the words of `--log-level`',
			terminal: 'what the display options choose',
		},
	},
	agent: {
		is: 'The agent: it holds one connection, and tells how that is.',
		uses: {
			base: words,
			protocol: 'it speaks to a master',
			retry: 'the reconnect policy',
			host: 'one agent of a name on a machine',
			control: 'it answers status, stop, retry and watch',
			observe: 'its log',
			program: 'how it starts and ends',
			'command-line': 'its flags',
			terminal: 'its screen',
		},
		inner: ['link', 'connection', 'story', 'screen', 'watch', 'work'],
		innerUses: {work: []},
		innermost: {screen: screenOrder},
	},
	fleet: {
		is: 'What anyone sees of a fleet from outside. It knows no registry.',
		uses: {base: words, protocol: 'what a master tells its watchers', terminal: 'its screen'},
		inner: ['model', 'words', 'screen'],
		innermost: {screen: screenOrder},
	},
	operator: {
		is: 'What a person asks of a master that runs: a client of the wire, never of the master.',
		uses: {
			base: words,
			protocol: 'it speaks to a master',
			retry: 'a watcher comes back as an agent does',
			host: 'errors that carry an exit code',
			observe: 'lines on a pipe',
			program: 'how it starts and ends',
			terminal: 'whether there is a screen',
			fleet: 'what it shows',
		},
		inner: ['watch'],
	},
	master: {
		is: 'The master: the registry, its store, and who is told.',
		uses: {
			base: words,
			protocol: 'it serves agents',
			host: 'one master on a data directory',
			observe: 'its log',
			program: 'how it starts and ends',
			'command-line': 'its flags',
			terminal: 'whether there is a screen',
			fleet: 'its own screen shows the fleet as any watcher sees it',
			operator: 'list, info, remove, events and watch are commands of the same program',
		},
		inner: ['registry', 'store', 'events', 'sessions', 'watch'],
	},
	demo: {
		is: 'A master and an agent on one machine, to be looked at.',
		uses: {
			base: words,
			protocol: 'the default policy, made shorter',
			observe: 'its log',
			program: 'how it starts and ends',
			terminal: 'whether there is a screen',
			agent: 'the agent that it runs',
			fleet: 'the screen of its master',
			operator: 'it watches its master',
		},
	},
};
