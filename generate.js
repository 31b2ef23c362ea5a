// Generates source/protocol/generated from proto/agent.proto, and records of which contract it is the code: a test
// compares, without the network that this needs.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';

// buf is 93 MB: it is fetched for this, and not with every install.
execFileSync('npx', ['-y', '-p', '@bufbuild/buf@1.74.0', '--', 'buf', 'generate'], {stdio: 'inherit'});
const hash = createHash('sha256');
for (const file of ['proto/agent.proto', 'buf.gen.yaml', 'source/protocol/generated/agent.ts']) {
	hash.update(readFileSync(file));
}

writeFileSync('source/protocol/generated/agent.sha256', `${hash.digest('hex')}\n`);
