import {expect, test} from 'vitest';
import {tellStart} from '../../source/agent/tell-start.js';
import {demoOptions} from '../../source/demo/demo-options.js';

function linesOf(master: string, bindAddress: string): readonly string[] {
	const lines: string[] = [];
	const options = {...demoOptions(50_050, '/'), master: {host: master, port: 50_050}, bindAddress};
	const take = (message: string) => lines.push(message);
	tellStart(options, {servedAddress: {host: bindAddress, port: 50_051}}, {info: take, warn: take});
	return lines.slice(1);
}

test('an agent says that a master elsewhere cannot reach a port that is bound to loopback', () => {
	expect(linesOf('master.example', '127.0.0.1')).toEqual([
		'Serving the Agent service at 127.0.0.1:50051',
		'Only this machine reaches 127.0.0.1:50051: the master cannot. Open it with --bind-address',
	]);
	expect(linesOf('localhost', '127.0.0.1')).toHaveLength(1);
	expect(linesOf('master.example', '0.0.0.0')).toHaveLength(1);
});
