import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { errorOf, failureOf } from '../../gateway/data-source/failure.ts';
import { SubgraphClient } from '../../gateway/data-source/subgraph-client.ts';

/** What comes of a mutation that is sent to that URL. */
async function codeOfMutation(url: string): Promise<unknown> {
  const client = new SubgraphClient(
    { name: 'issues', target: { kind: 'url', url }, internalToken: null },
    1_000,
  );
  try {
    await client.post('{}', {}, { deadline: performance.now() + 10_000, clientGone: null });
    return 'answered';
  } catch (error) {
    return errorOf('issues', failureOf(error), true).extensions['code'];
  } finally {
    await client.close();
  }
}

describe('a mutation that fails', () => {
  it('was not carried out when no connection came about', async () => {
    assert.equal(await codeOfMutation('http://127.0.0.1:1/graphql'), 'EXTENSION_UNAVAILABLE');
    assert.equal(await codeOfMutation('http://no-such-host.invalid/graphql'), 'EXTENSION_UNAVAILABLE');
    const unreachable = Object.assign(new Error('connect EHOSTUNREACH'), {
      code: 'EHOSTUNREACH',
      syscall: 'connect',
    });
    assert.equal(failureOf(unreachable).kind, 'refused');
  });

  it('has an unknown fate when the connection ended under it', async () => {
    const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    assert.equal(await codeOfMutation(`http://127.0.0.1:${port}/graphql`), 'MUTATION_FATE_UNKNOWN');
    server.close();
    const lost = Object.assign(new Error('read EHOSTUNREACH'), { code: 'EHOSTUNREACH', syscall: 'read' });
    assert.equal(failureOf(lost).kind, 'broken');
  });
});
