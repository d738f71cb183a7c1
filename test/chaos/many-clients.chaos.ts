import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { replace, logs, messages, put } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { Clients } from './support/clients.ts';
import { Load } from './support/load.ts';
import { readVersion } from './support/notes.ts';
import { scale } from './support/scale.ts';

const idle = scale(500, 10_000);
const odd = scale(20, 100);
const connectAtOnce = 50;
const byteEveryMs = 200;

const json = JSON.stringify({ query: '{ version getAllGroups { slug } }' });
const request = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json}`;

/** Clients as they should not be; each is a connection. */
class OddClients implements Disposable {
  readonly sockets: Socket[] = [];
  readonly #port: number;
  #ended = false;

  constructor(url: string) {
    this.#port = Number(new URL(url).port);
  }

  async connect(count: number, then: (socket: Socket) => unknown): Promise<readonly Socket[]> {
    const made: Socket[] = [];
    while (made.length < count) {
      const some = Array.from({ length: Math.min(connectAtOnce, count - made.length) }, () => {
        const socket = connect(this.#port, '127.0.0.1');
        socket.on('error', () => undefined);
        return socket;
      });
      await Promise.all(some.map((socket) => once(socket, 'connect')));
      await Promise.all(some.map(then));
      made.push(...some);
    }
    this.sockets.push(...made);
    return made;
  }

  /** One byte after the other. */
  async drip(socket: Socket): Promise<void> {
    for (const byte of request) {
      if (this.#ended || socket.destroyed) return;
      socket.write(byte);
      await pause(byteEveryMs);
    }
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    for (const socket of this.sockets) socket.destroy();
  }
}

/** @returns the status of the answer */
async function ask(socket: Socket): Promise<string> {
  const answered = once(socket, 'data');
  const closed = once(socket, 'close').then(() => 'closed');
  socket.write(request);
  const first = await Promise.race([answered.then(([chunk]) => String(chunk)), closed]);
  return first.slice(0, 15);
}

describe('a gateway with very many clients, slow and silent ones among them', () => {
  it('serves the others, and hands idle ones over when an extension is replaced', async (t) => {
    const versions = await Versions.build();
    await using gateway = await Gateway.start({
      env: { FORGE_LOG_LEVEL: 'info', FORGE_MAX_CONNECTIONS: String(idle + 1_000) },
    });
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    using clients = new Clients(gateway.url);
    using others = new OddClients(gateway.url);
    await using load = new Load();
    const outcomes = [
      load.every(20, () => readVersion(clients)),
      load.every(5, () => readVersion(clients, { connection: 'new' })),
    ];
    const kept = await others.connect(idle, async (socket) =>
      assert.equal(await ask(socket), 'HTTP/1.1 200 OK'),
    );
    // A head that never ends, a body that never ends, one that is gone for reading, and one that never reads.
    await others.connect(odd, (socket) => void others.drip(socket));
    await others.connect(odd, (socket) => socket.write(request.slice(0, -10)));
    await others.connect(odd, (socket) => socket.end(request.slice(0, 20)));
    await others.connect(odd, (socket) => socket.pause().write(request.repeat(20)));
    const started = performance.now();
    await replace(gateway, 'notes', versions.component(2));
    const tookMs = performance.now() - started;
    const answers = new Map<string, number>();
    for (let at = 0; at < kept.length; at += connectAtOnce) {
      for (const answer of await Promise.all(kept.slice(at, at + connectAtOnce).map(ask)))
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    await load.stop();
    for (const { answered, failures } of outcomes) {
      assert.deepEqual(failures, []);
      assert.ok(answered > 0);
    }
    assert.deepEqual([...answers], [['HTTP/1.1 200 OK', idle]]);
    const slowest = Math.max(...outcomes.map(({ slowestMs }) => slowestMs));
    t.diagnostic(
      `${idle} idle connections, ${4 * odd} odd ones; others: none failed, slowest ${slowest.toFixed(0)} ms; ` +
        `replaced in ${tookMs.toFixed(0)} ms`,
    );
  });

  it('refuses those that are too many, says so, and takes new ones when others have left', async () => {
    await using gateway = await Gateway.start({
      env: { FORGE_LOG_LEVEL: 'info', FORGE_MAX_CONNECTIONS: '20' },
    });
    using others = new OddClients(gateway.url);
    const told = gateway.program.log.next('the refusal', ({ msg }) =>
      String(msg).startsWith('clients are refused'),
    );
    await others.connect(40, () => undefined);
    assert.equal((await told)['maxConnections'], 20);
    for (const socket of others.sockets) socket.destroy();
    const data = { getAllGroups: [] };
    for (;;) {
      const answer = await gateway.query('{ getAllGroups { slug } }').catch(() => undefined);
      if (answer === undefined) continue;
      assert.deepEqual(answer.data, data);
      break;
    }
  });
});
