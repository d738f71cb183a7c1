import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { createLogger } from '@forgepoint/common/logging.ts';
import { bindAddress } from '../../gateway/fleet/listening-socket.ts';
import { defaultRequestLimits } from '../../gateway/request-limits.ts';
import { ServingCounts } from '../../gateway/observability/serving-counts.ts';
import { createDataPlane, type DataPlane } from '../../gateway/serving/data-plane.ts';

describe('clients that take their time', () => {
  let plane: DataPlane;
  let port: number;
  before(async () => {
    plane = createDataPlane({
      host: '127.0.0.1',
      allowedHosts: null,
      requestTimeoutMs: 1_000,
      apiToken: null,
      introspection: true,
      limits: { ...defaultRequestLimits, maxConnections: 4 },
      patience: { headMs: 50, requestMs: 100, checkMs: 10 },
      logger: createLogger('test', 'silent'),
      onUsed: () => undefined,
      counts: new ServingCounts(),
      requestLog: 'failed',
      readiness: () => Promise.resolve({ ready: false, serving: false, subgraphs: [] }),
    });
    const socket = await bindAddress('127.0.0.1', 0);
    port = socket.port;
    await plane.accept(socket.fd);
  });
  after(() => plane.drain(0));

  const client = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  /** All that is answered until the connection is ended from the other side. */
  const answer = async (socket: Socket): Promise<string> => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    await once(socket, 'close');
    return Buffer.concat(chunks).toString('utf8');
  };

  it('lose their connection when the head of their request does not end', async () => {
    const socket = await client();
    socket.write('POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: ');
    assert.match(await answer(socket), /^HTTP\/1\.1 408 /);
  });

  it('lose it when its body does not end', async () => {
    const socket = await client();
    socket.write(
      'POST /healthz HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{',
    );
    await answer(socket);
  });

  it('lose it when the head is longer than a head can be', async () => {
    const socket = await client();
    socket.write(`GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`);
    assert.match(await answer(socket), /^HTTP\/1\.1 431 /);
  });

  it('are turned away when there are too many', async () => {
    const held = await Promise.all(Array.from({ length: 4 }, client));
    const turnedAway = await client();
    assert.equal(await answer(turnedAway), '');
    for (const socket of held) socket.destroy();
  });
});
