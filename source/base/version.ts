declare const __SLOTH_VERSION__: string;

/** The version of this program, from package.json. */
export const version: string = __SLOTH_VERSION__;

/** The version of our extensions of the wire contract. */
export const protocolVersion = 1;
