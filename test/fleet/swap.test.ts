import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { ended } from '../support/processes.ts';
import { RawClient } from './support/raw-client.ts';
import { RunningFleet } from './support/running-fleet.ts';

const typeOf = (id: number): string => `{ __type(name: "Generation${id}") { name } }`;
const answerWith = (id: number): string => `{"data":{"__type":{"name":"Generation${id}"}}}`;

describe('the processes that serve clients', () => {
  it('hand idle connections over, and new requests on them meet the new generation', async () => {
    await using running = await RunningFleet.start();
    await running.fleet.serve(running.generation(1));
    using used = await RawClient.connect(running.port);
    assert.equal(await used.ask(typeOf(1)), answerWith(1));
    using silent = await RawClient.connect(running.port);
    await running.fleet.serve(running.generation(2));
    await running.fleet.retired();
    assert.equal(await used.ask(typeOf(2)), answerWith(2));
    assert.equal(await silent.ask(typeOf(2)), answerWith(2));
    await running.fleet.serve(running.generation(3));
    await running.fleet.retired();
    assert.equal(await used.ask(typeOf(3)), answerWith(3));
  });

  it('finish a request that has begun before they hand its connection over', async () => {
    await using running = await RunningFleet.start();
    await running.fleet.serve(running.generation(1));
    using client = await RawClient.connect(running.port);
    const json = JSON.stringify({ query: typeOf(1) });
    client.socket.write(
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${json.length}\r\n\r\n${json.slice(0, 5)}`,
    );
    // Answered by the same process, so the first half of the other request has arrived as well.
    using other = await RawClient.connect(running.port);
    await other.ask(typeOf(1));
    await running.fleet.serve(running.generation(2));
    client.socket.write(json.slice(5));
    const [answer] = (await once(client.socket, 'data')) as [string];
    assert.ok(answer.includes(answerWith(1)), answer);
    await running.fleet.retired();
    assert.equal(await client.ask(typeOf(2)), answerWith(2));
  });

  it('stay with what they serve when the next generation cannot be loaded', async () => {
    await using running = await RunningFleet.start();
    await running.fleet.serve(running.generation(1));
    const broken = { ...running.generation(2), supergraphSdl: 'type Query { a: Int }' };
    await assert.rejects(running.fleet.serve(broken), { code: 'COMPOSITION_FAILED' });
    using client = await RawClient.connect(running.port);
    assert.equal(await client.ask(typeOf(1)), answerWith(1));
    await running.fleet.serve(running.generation(3));
    await running.fleet.retired();
    assert.equal(await client.ask(typeOf(3)), answerWith(3));
  });

  it('are replaced when they are killed: a new connection waits for the next one', async () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    await using running = await RunningFleet.start(1, (line) => lines.push(line));
    await running.fleet.serve(running.generation(1));
    const pid = lines.flatMap(({ childPids }) => (childPids ?? []) as number[])[0] ?? 0;
    process.kill(pid, 'SIGKILL');
    await ended(pid);
    using client = await RawClient.connect(running.port);
    assert.equal(await client.ask(typeOf(1)), answerWith(1));
    const { code, delayMs } = lines.find(({ childPid }) => childPid === pid) ?? {};
    assert.deepEqual({ code, delayMs }, { code: 'GATEWAY_WORKER_ENDED', delayMs: 0 });
  });
});
