import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/** Where /proc tells which sockets a process has. */
export const knowsListeningPorts = process.platform === 'linux';

const stateListening = '0A';

/** The TCP ports on which a process listens, of every address family. */
export function listeningPorts(pid: number): readonly number[] {
	const descriptors = `/proc/${pid}/fd`;
	const own = new Set(
		readdirSync(descriptors).flatMap(
			(name) => /^socket:\[(\d+)\]$/u.exec(readLink(`${descriptors}/${name}`))?.[1] ?? [],
		),
	);
	return ['tcp', 'tcp6'].flatMap((family) =>
		readFileSync(`/proc/${pid}/net/${family}`, 'utf8')
			.split('\n')
			.slice(1)
			.map((line) => line.trim().split(/\s+/u))
			.filter(([, , , state, , , , , , inode = '']) => state === stateListening && own.has(inode))
			.map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16)),
	);
}

function readLink(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		// It was closed meanwhile.
		return '';
	}
}
