/** What an agent may be called, in words. */
export const agentNameRule = '1 to 253 ASCII letters, digits, ".", "-" or "_", the first a letter or digit';

/** True where `name` may name an agent: in flags, in file names, on the wire. */
export function isAgentName(name: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/u.test(name);
}
