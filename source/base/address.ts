import {isIPv6} from 'node:net';

/** Where a program listens. */
export type Address = {
	readonly host: string;
	readonly port: number;
};

/** The port of a master where none is given. */
export const defaultMasterPort = 50_050;

/**
Reads `HOST`, `HOST:PORT`, `[IPv6]`, `[IPv6]:PORT`. Undefined where the text is none of these.
A bare IPv6 address is refused: its last group could be a port.
*/
export function parseAddress(text: string, defaultPort: number): Address | undefined {
	const match =
		/^(?:\[(?<bracketed>[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?)\]|(?<plain>[A-Za-z0-9._-]+))(?::(?<port>\d{1,5}))?$/u.exec(
			text,
		);
	if (match?.groups === undefined) {
		return undefined;
	}

	const {bracketed, plain, port: portText} = match.groups;
	const port = portText === undefined ? defaultPort : Number(portText);
	if (port > 65_535 || (bracketed !== undefined && !isIPv6(bracketed))) {
		return undefined;
	}

	const host = bracketed ?? plain;
	return host === undefined || host.length > 253 ? undefined : {host, port};
}

/** `HOST:PORT`, an IPv6 host in brackets. */
export function formatAddress({host, port}: Address): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** True for a host that means "every address of this machine", which nobody can dial. */
export function isUnspecifiedHost(host: string): boolean {
	return host === '' || host === '0.0.0.0' || /^[0:]+$/u.test(host);
}

/** True for a host that only this machine reaches. */
export function isLoopbackHost(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/u.test(host);
}
