/** How much a connection is to be trusted, in a word that is shown: what is sent can be read, and nobody proves who he is. */
export type Trust = 'plaintext';

/** What every connection of these programs has. */
export const trust: Trust = 'plaintext';
