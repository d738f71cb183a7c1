import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { postGraphql } from '../support/graphql-client.ts';
import { Gateway } from '../support/gateway.ts';
import { ended } from '../support/processes.ts';

const workersOf = (gateway: Gateway): readonly number[] =>
  gateway.program.log.lines.flatMap(({ childPids }) => (childPids ?? []) as number[]);

describe('a gateway that is to serve by several processes', () => {
  it('serves by as many, and goes on by the others when one of them is killed', async () => {
    await using gateway = await Gateway.start({ config: { gatewayWorkers: 2 } });
    const [first = 0, second = 0, ...others] = workersOf(gateway);
    assert.ok(first !== second && second > 0);
    assert.deepEqual(others, []);
    // Nobody else is there to accept: what is asked is answered by the second.
    process.kill(first, 'SIGSTOP');
    assert.deepEqual((await postGraphql(gateway.url, '{ getAllGroups { id } }')).data, { getAllGroups: [] });
    process.kill(first, 'SIGKILL');
    await ended(first);
    await gateway.program.log.waitFor('the end', ({ childPid }) => childPid === first);
    process.kill(second, 'SIGKILL');
    await ended(second);
    assert.deepEqual((await postGraphql(gateway.url, '{ getAllGroups { id } }')).data, { getAllGroups: [] });
  });
});
