import {join} from 'node:path';
import type {Program} from '../test/helpers/program.js';
import type {Bench} from './main.js';
import type {Turn} from './programs/load-client.js';
import {median} from './support/figures.js';
import {one} from './support/flags.js';
import {preciseProcessorMs} from './support/process-account.js';
import {table, verdict} from './support/table.js';
import {readyLimitMs, type Workshop} from './support/workshop.js';

const flags = {
	connections: {default: '50', description: 'agents, each with a connection of its own'},
	pipeline: {default: '8', description: 'heartbeats in flight on each connection'},
	rounds: {default: '25', description: 'turns of each server'},
	seconds: {default: '1', description: 'seconds of each turn'},
	warmup: {default: '3', description: 'seconds of each server before that'},
} as const;

const aim = {atLeast: 0.85};

const kinds = ['unary', 'stream'] as const;
const servers = ['bare server', 'sloth-master'] as const;

type Measured = {readonly perSecond: number; readonly share: number; readonly microseconds: number};

/** Heartbeats a second of the master against those of a bare server, the same client on both, in turns. */
export const heartbeatsBench = {
	summary: 'heartbeats a second of the master against a grpc-js server with nothing behind it',
	flags,
	limitMs: ({rounds, warmup, seconds}) => (4 * (one(rounds) * (one(seconds) + 2) + one(warmup)) + 240) * 1000,
	async run(workshop, values) {
		await workshop.bundle({
			entries: ['bench/programs/bare-server.ts', 'bench/programs/load-client.ts'],
			into: 'load',
			withLibraries: true,
		});
		const results = new Map<string, Measured[]>();
		for (const kind of kinds) {
			const pairs = [];
			for (const server of servers) {
				pairs.push({key: `${kind} ${server}`, ...(await startPair(workshop, server, kind, values))});
			}

			for (const pair of pairs) {
				await takeTurn(pair, one(values.warmup));
			}

			// Short turns, one right after the other: what else the machine does meets both alike.
			for (let round = 0; round < one(values.rounds); round++) {
				for (const pair of round % 2 === 0 ? pairs : [...pairs].reverse()) {
					const measured = await takeTurn(pair, one(values.seconds));
					results.set(pair.key, [...(results.get(pair.key) ?? []), measured]);
				}
			}

			await Promise.all(pairs.map(({client}) => client.kill()));
			await Promise.all(pairs.map(({program}) => workshop.end(program)));
		}

		const middle = (kind: string, server: string, key: keyof Measured) =>
			median((results.get(`${kind} ${server}`) ?? []).map((measured) => measured[key]));
		workshop.print(
			`${one(values.connections)} connections, ${one(values.pipeline)} heartbeats in flight on each; medians of ${one(values.rounds)} turns of ${one(values.seconds)} s.`,
		);
		workshop.print(
			table(
				['', 'heartbeats/s', 'CPU of the server', 'CPU each'],
				kinds.flatMap((kind) =>
					servers.map((server) => [
						`${kind}, ${server}`,
						Math.round(middle(kind, server, 'perSecond')).toLocaleString('en'),
						`${Math.round(100 * middle(kind, server, 'share'))} % of a core`,
						`${middle(kind, server, 'microseconds').toFixed(0)} µs`,
					]),
				),
			),
		);
		workshop.print('Ratios of the master to the bare server:');
		for (const kind of kinds) {
			const ratio = middle(kind, 'sloth-master', 'perSecond') / middle(kind, 'bare server', 'perSecond');
			const cost = middle(kind, 'sloth-master', 'microseconds') / middle(kind, 'bare server', 'microseconds');
			workshop.print(`  ${kind.padEnd(7)} ${verdict(ratio, aim)}; CPU for each ${cost.toFixed(2)}`);
		}
	},
} satisfies Bench<keyof typeof flags>;

/** A server, and the client that loads it. */
type Pair = {readonly program: Program; readonly client: Program};

async function startPair(
	workshop: Workshop,
	server: (typeof servers)[number],
	kind: (typeof kinds)[number],
	{connections, pipeline}: Readonly<Record<keyof typeof flags, readonly number[]>>,
): Promise<Pair> {
	const {program, address} = await startServer(workshop, server);
	const words = [address, kind, String(one(connections)), String(one(pipeline))];
	const client = workshop.start(join(workshop.directory, 'load/load-client.js'), words, {hasChannel: true});
	await client.waitForLine(/^ready$/u, {limitMs: readyLimitMs});
	return {program, client};
}

async function takeTurn({program, client}: Pair, seconds: number): Promise<Measured> {
	const before = preciseProcessorMs(program.pid);
	const {acknowledged, elapsedMs} = await new Promise<Turn>((resolve, reject) => {
		const fail = () => reject(new Error(`The load client has ended: ${client.errors()}`));
		client.child.once('exit', fail);
		client.child.once('message', (turn) => {
			client.child.off('exit', fail);
			resolve(turn as Turn);
		});
		client.child.send(seconds);
	});
	const used = preciseProcessorMs(program.pid) - before;
	return {
		perSecond: (1000 * acknowledged) / elapsedMs,
		share: used / elapsedMs,
		microseconds: (1000 * used) / acknowledged,
	};
}

async function startServer(
	workshop: Workshop,
	server: (typeof servers)[number],
): Promise<{readonly program: Program; readonly address: string}> {
	if (server === 'sloth-master') {
		const program = await workshop.startMaster(workshop.makeDirectory());
		return {program, address: program.address};
	}

	const program = workshop.start(join(workshop.directory, 'load/bare-server.js'));
	const line = await program.waitForLine(/^listens at /u, {limitMs: readyLimitMs});
	return {program, address: line.replace('listens at ', '')};
}
