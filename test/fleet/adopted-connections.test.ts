import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createRelay, type AddressInfo, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { Connections } from '../../gateway/serving/connections.ts';
import { RawClient } from './support/raw-client.ts';

/** Short enough for a test, and looked for as often. */
const headMs = 50;

describe('a connection that another process has handed over', () => {
  it('may stay idle for longer than the head of a request may take, but its next head may not', async () => {
    const http = createServer(
      { headersTimeout: headMs, connectionsCheckingInterval: headMs },
      (request, response) => {
        connections.began(request.socket, response);
        response.setHeader('content-length', 4).end('here');
      },
    );
    http.keepAliveTimeout = 60_000;
    const connections = new Connections(http);
    // What it accepts is not new: it has been handed over.
    const relay = createRelay((socket) => connections.adopt(socket));
    http.listen(0, '127.0.0.1');
    relay.listen(0, '127.0.0.1');
    await Promise.all([once(http, 'listening'), once(relay, 'listening')]);

    using idle = await RawClient.connect(portOf(relay));
    // Others that come later are cut, because they say nothing: the idle one has been looked at as well.
    for (let count = 0; count < 2; count += 1) await cut(await RawClient.connect(portOf(http)));
    assert.equal(await idle.ask('{ __typename }'), 'here');

    using slow = await RawClient.connect(portOf(relay));
    slow.socket.write('POST /graphql HTTP/1.1\r\nhost:');
    await cut(slow);
    idle.socket.destroy();
    http.close();
    relay.close();
  });
});

function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

async function cut({ socket }: { readonly socket: Socket }): Promise<void> {
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  await once(socket, 'close');
  assert.match(text, /^HTTP\/1\.1 408 /);
}
