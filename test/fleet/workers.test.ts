import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { ended } from '../support/processes.ts';
import { RawClient } from './support/raw-client.ts';

const workersOf = (gateway: Gateway): readonly number[] =>
  gateway.program.log.lines.flatMap(({ childPids }) => (childPids ?? []) as number[]);

/** By a connection of its own, which no process that was killed has had. */
async function groups(gateway: Gateway): Promise<string> {
  using client = await RawClient.connect(Number(new URL(gateway.url).port));
  return await client.ask('{ getAllGroups { id } }');
}

const none = '{"data":{"getAllGroups":[]}}';

describe('a gateway that is to serve by several processes', () => {
  it('serves by as many, and goes on by the others when one of them is killed', async () => {
    await using gateway = await Gateway.start({ config: { gatewayWorkers: 2 } });
    const [first = 0, second = 0, ...others] = workersOf(gateway);
    assert.ok(first !== second && second > 0);
    assert.deepEqual(others, []);
    // Nobody else is there to accept: what is asked is answered by the second.
    process.kill(first, 'SIGSTOP');
    assert.equal(await groups(gateway), none);
    process.kill(first, 'SIGKILL');
    await ended(first);
    await gateway.program.log.waitFor('the end', ({ childPid }) => childPid === first);
    process.kill(second, 'SIGKILL');
    await ended(second);
    assert.equal(await groups(gateway), none);
  });
});
