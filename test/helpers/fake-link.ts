import type {LinkListener, MasterLink, OpenLink, Registration} from '../../source/agent/link/master-link.js';
import {ConnectionFailure} from '../../source/protocol/failures/connection-failure.js';
import {createFailure, type FailureKind} from '../../source/protocol/failures/failure.js';

/** A failure as links throw it. */
export function failure(kind: FailureKind = 'unreachable', code = 'ECONNREFUSED'): ConnectionFailure {
	return new ConnectionFailure(createFailure(kind, code, {address: {host: 'master.example', port: 50_050}}, code));
}

/**
A master as the connection sees it, without a network. Its answers can be changed at any time; each is a function that
throws to fail.
*/
export class FakeMaster {
	/** Throw to refuse the connection. */
	onDial: () => void | Promise<void> = () => {};
	onRegister: () => void | Promise<void> = () => {};
	onBeat: () => void | Promise<void> = () => {};
	roundTripMs = 12;
	dials = 0;
	registrations = 0;
	beats = 0;
	unregistered: string[] = [];
	readonly dialTimes: number[] = [];
	readonly open = new Set<MasterLink>();
	private readonly listeners = new Map<MasterLink, LinkListener>();

	readonly openLink: OpenLink = async (_master, {onEnd, signal}) => {
		this.dials++;
		this.dialTimes.push(performance.now());
		await this.heed(this.onDial(), signal);
		let current: Registration | undefined;
		const link: MasterLink = {
			register: async () => {
				this.registrations++;
				await this.heed(this.onRegister(), signal);
				current = {sessionId: `session-${this.registrations}`, beats: 'stream'};
				return current;
			},
			resume: (registration) => {
				current = registration;
			},
			beat: async () => {
				this.beats++;
				await this.heed(this.onBeat(), signal);
				return this.roundTripMs;
			},
			unregister: async () => {
				this.unregistered.push(current?.sessionId ?? '');
			},
			close: () => {
				this.open.delete(link);
				this.listeners.delete(link);
			},
		};
		this.open.add(link);
		this.listeners.set(link, onEnd);
		return link;
	};

	/** Ends every connection, as the death of a master does. */
	cut(reason = failure('unreachable', 'ENDED')): void {
		for (const [link, tell] of [...this.listeners]) {
			this.listeners.delete(link);
			tell(reason);
		}
	}

	/** Dead: nothing listens any more. */
	kill(): void {
		this.onDial = () => {
			throw failure();
		};
		this.onBeat = () => {
			throw failure('unreachable', 'ENDED');
		};
		this.cut();
	}

	/** Back again, with all that it knew. */
	revive(): void {
		this.onDial = () => {};
		this.onBeat = () => {};
	}

	private async heed(work: void | Promise<void>, signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const abort = () => reject(signal.reason);
			signal.addEventListener('abort', abort, {once: true});
			Promise.resolve(work)
				.then(resolve, reject)
				.finally(() => signal.removeEventListener('abort', abort));
		});
	}
}

/** Waits for something that never comes, as a call to a silent peer does. */
export function silence(): Promise<never> {
	return new Promise(() => {});
}
