import {type Address, formatAddress} from '../../base/address.js';
import {formatDuration} from '../../base/durations.js';
import {ConnectionFailure} from '../../protocol/failures/connection-failure.js';
import type {MasterLink, OpenLink} from './master-link.js';

/** Takes what a link does, for whoever looks for a fault: a line of the log at its lowest level. */
export type Trace = (message: string, fields: Readonly<Record<string, string | undefined>>) => void;

/** The same links, of which it is told when they are dialled, and when a session is opened, resumed and ended on them. */
export function traceLinks(openLink: OpenLink, trace: Trace): OpenLink {
	return async (master, options) => {
		const dialled = clock();
		const where = formatAddress(master);
		let session: string | undefined;
		let link: MasterLink;
		try {
			link = await openLink(master, {
				...options,
				onEnd(failure) {
					trace('Link ended', {session, code: failure.failure.code, said: failure.failure.said || undefined});
					options.onEnd(failure);
				},
			});
		} catch (error) {
			trace(`Dial of ${where} failed`, {...codeOf(error), took: dialled()});
			throw error;
		}

		trace(`Dialled ${where}`, {peer: spell(link.peer), took: dialled()});
		return {
			...link,
			async register(limitMs) {
				const registered = clock();
				try {
					const registration = await link.register(limitMs);
					session = registration.sessionId || undefined;
					trace('Session opened', {session, beats: registration.beats, took: registered()});
					return registration;
				} catch (error) {
					trace('Registration failed', {...codeOf(error), took: registered()});
					throw error;
				}
			},
			resume(registration) {
				session = registration.sessionId || undefined;
				trace('Session resumed', {session, beats: registration.beats});
				link.resume(registration);
			},
			async unregister(limitMs) {
				trace('Session ended on purpose', {session});
				await link.unregister(limitMs);
			},
		};
	};
}

function clock(): () => string {
	const startedAt = performance.now();
	return () => formatDuration(performance.now() - startedAt);
}

function spell(address: Address | undefined): string | undefined {
	return address === undefined ? undefined : formatAddress(address);
}

function codeOf(error: unknown): {readonly code: string; readonly dialled?: string | undefined} {
	return error instanceof ConnectionFailure
		? {code: error.failure.code, dialled: spell(error.failure.dialled)}
		: {code: 'ABORTED'};
}
