import {status} from '@grpc/grpc-js';
import {expect, test} from 'vitest';
import {StreamEventsRequest} from '../../../source/protocol/generated/agent.js';
import {closeAfterEach} from '../../helpers/closing.js';
import {createMemoryStore} from '../../helpers/memory-store.js';
import {RawClient} from '../../helpers/raw-client.js';
import {TestMaster} from '../../helpers/test-master.js';

const closing = closeAfterEach();

test('a reader that asks for the events of a group is refused, and told what to name instead', async () => {
	const store = createMemoryStore();
	const master = closing(await TestMaster.create(async () => store), (one) => one.close());
	await master.start();
	const client = closing(new RawClient(master.port), (one) => one.close());
	await client.register({agentName: 'web-1', agentAddress: 'a:0'});
	const told: unknown[] = [];
	const stream = client.grpc.streamAgentEvents(
		StreamEventsRequest.fromPartial({groupName: 'web\u001B', history: 10, historyOnly: true}),
	);
	stream.on('data', (event) => told.push(event));
	const error = await new Promise((resolve) => {
		stream.once('error', resolve);
		stream.once('end', resolve);
	});
	expect(error).toMatchObject({
		code: status.INVALID_ARGUMENT,
		details:
			'Expected group_name to be empty, got "web": this master has no groups. Name the agents in agent_names instead.',
	});
	expect(told).toEqual([]);
});
