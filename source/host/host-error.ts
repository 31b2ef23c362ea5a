/** What the machine refuses, told in one line, with the code that the program should exit with. */
export class HostError extends Error {
	override readonly name = 'HostError';
	readonly exitCode: number;

	constructor(message: string, exitCode = 1, options?: ErrorOptions) {
		super(message, options);
		this.exitCode = exitCode;
	}
}

/** What is to be run runs already, in another process. Exit code 4. */
export class AlreadyRunsError extends HostError {
	constructor(message: string, options?: ErrorOptions) {
		super(message, 4, options);
	}
}

const wordsOfCode: Readonly<Record<string, string>> = {
	EACCES: 'this user has no permission',
	EPERM: 'this user has no permission',
	EROFS: 'its file system is read-only',
	ENOSPC: 'its disk is full',
	EDQUOT: "this user's disk quota is used up",
	ENOENT: 'it does not exist',
	ENOTDIR: 'a part of its path is not a directory',
	EEXIST: 'something that is not a directory has its name',
	EISDIR: 'it is a directory',
	ENAMETOOLONG: 'its path is too long',
	ELOOP: 'its symbolic links lead in a circle',
	ENXIO: 'nobody reads from it',
	EIO: 'its disk does not work',
	EMFILE: 'this process has too many open files',
	ENFILE: 'this machine has too many open files',
};

/** The code of a system error, such as `ENOSPC`. Undefined where `error` is none. */
export function systemErrorCode(error: unknown): string | undefined {
	if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
		return error.code;
	}

	return undefined;
}

/** Why the system refused, in words, with the raw code in brackets. */
export function systemErrorWords(error: unknown): string {
	const code = systemErrorCode(error);
	const words = code === undefined ? undefined : wordsOfCode[code];
	if (words !== undefined) {
		return `${words} (${code})`;
	}

	return error instanceof Error ? error.message : String(error);
}
