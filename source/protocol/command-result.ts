/** What became of something that a master was asked to do to an agent, in words for a person. */
export type CommandResult = {
	readonly success: boolean;
	readonly message: string;
};
