import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { Gateway } from '../support/gateway.ts';
import { postGraphql } from '../support/graphql-client.ts';
import { OtlpCollector, type CollectedSpan } from './support/otlp-collector.ts';

const hour = 3_600_000_000;
const call = { at: 0, micros: 1, mode: 'read', calls: 1, fuel: 1, code: null, statements: [] };

/** A subgraph under the control of somebody else, who says what he likes of himself. */
class Subgraph implements Disposable {
  spans = '';
  readonly asked: IncomingHttpHeaders[] = [];
  readonly supergraph: string;
  readonly #server: Server;
  readonly #dir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));

  static async start(): Promise<Subgraph> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Subgraph(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const { supergraphSdl } = composeServices([
      { name: 'liar', typeDefs: parse('type Query { a: Int }'), url },
    ]);
    this.supergraph = join(this.#dir, 'supergraph.graphql');
    writeFileSync(this.supergraph, supergraphSdl ?? '');
    server.on('request', (request, response) => {
      this.asked.push(request.headers);
      if (this.spans !== '') response.setHeader('x-forgepoint-spans', this.spans);
      response.end('{"data":{"a":1}}');
    });
  }

  [Symbol.dispose](): void {
    this.#server.closeAllConnections();
    this.#server.close();
    rmSync(this.#dir, { recursive: true });
  }
}

describe('a host under the control of its extension, that lies about what it did', () => {
  let subgraph: Subgraph;
  let collector: OtlpCollector;
  let gateway: Gateway;
  before(async () => {
    subgraph = await Subgraph.start();
    collector = await OtlpCollector.start();
    gateway = await Gateway.start({
      args: ['--supergraph', subgraph.supergraph],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20' },
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
    subgraph[Symbol.dispose]();
  });

  const traced = async (spans: string): Promise<readonly CollectedSpan[]> => {
    subgraph.spans = spans;
    const traceId = crypto.randomUUID().replaceAll('-', '');
    const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
    const answer = await postGraphql(gateway.url, '{ a }', {}, { traceparent });
    assert.deepEqual(answer, { status: 200, data: { a: 1 } });
    return collector.trace(traceId);
  };

  it('reaches no further than the request that it answers', async () => {
    const statement = ['select', hour, hour, 1e18, false];
    const told = {
      micros: hour,
      leftOut: 0,
      calls: [{ ...call, at: hour, micros: hour, statements: [statement] }],
    };
    const spans = await traced(JSON.stringify(told));
    const fetch = spans.find(({ name }) => name === 'fetch');
    const own = spans.filter(({ name }) => ['host', 'guest call', 'sql select'].includes(name));
    assert.ok(fetch !== undefined);
    assert.equal(own.length, 3);
    for (const { name, from, to, attributes } of own) {
      assert.ok(fetch.from <= from && from <= to && to <= fetch.to, name);
      assert.equal(attributes['forgepoint.extension'], 'liar');
    }
  });

  it('has a code that is not one of ours counted as OTHER', async () => {
    const told = { micros: 1, leftOut: 0, calls: [{ ...call, code: 'x"} 1\n' }] };
    const spans = await traced(JSON.stringify(told));
    assert.equal(spans.find(({ name }) => name === 'guest call')?.attributes['error.type'], 'OTHER');
  });

  const many = (count: number, one: unknown): unknown[] => Array<unknown>(count).fill(one);
  const forged: Readonly<Record<string, string>> = {
    'no JSON': '{',
    'a time before the request': JSON.stringify({ micros: 1, leftOut: 0, calls: [{ ...call, at: -5 }] }),
    'a kind of statement that there is not': JSON.stringify({
      micros: 1,
      leftOut: 0,
      calls: [{ ...call, statements: [['graphql query', 0, 1, 0, false]] }],
    }),
    'more calls than are permitted': JSON.stringify({ micros: 1, leftOut: 0, calls: many(51, call) }),
    'lists within lists': '['.repeat(5_000),
  };
  for (const [what, spans] of Object.entries(forged)) {
    it(`is not listened to when it tells ${what}`, async () => {
      const names = (await traced(spans)).map(({ name }) => name);
      assert.deepEqual(new Set(names).difference(new Set(['plan'])), new Set(['graphql query', 'fetch']));
    });
  }
});

it('a gateway that is not told where to send traces passes none on', async () => {
  using subgraph = await Subgraph.start();
  await using gateway = await Gateway.start({ args: ['--supergraph', subgraph.supergraph] });
  const traceparent = `00-${'a'.repeat(32)}-b7ad6b7169203331-01`;
  await postGraphql(gateway.url, '{ a }', {}, { traceparent });
  assert.deepEqual(
    subgraph.asked.map(({ traceparent: passedOn }) => passedOn),
    [undefined],
  );
});
