import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { postGraphql } from '../support/graphql-client.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { OtlpCollector, type CollectedSpan } from './support/otlp-collector.ts';

const clientSpan = 'b7ad6b7169203331';

describe('a gateway that is told where to send traces', () => {
  let collector: OtlpCollector;
  let gateway: Gateway;
  before(async () => {
    collector = await OtlpCollector.start();
    gateway = await Gateway.start({
      extensions: { issues: await exampleIssues(), demo: await fixture('misbehaves-on-demand') },
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '20' },
    });
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  const traced = async (query: string): Promise<readonly CollectedSpan[]> => {
    const traceId = crypto.randomUUID().replaceAll('-', '');
    await postGraphql(gateway.url, query, {}, { traceparent: `00-${traceId}-${clientSpan}-01` });
    return collector.trace(traceId);
  };

  const shape = ['graphql', 'fetch', 'host', 'guest call', 'sql'];

  for (const how of ['executed by @apollo/gateway', 'executed by our own means']) {
    it(`makes one tree of a request ${how}, from the client’s span down to the statement`, async () => {
      const spans = await traced('query All { getAllIssues { id } }');
      const statement = spans.find(({ name }) => name.startsWith('sql'));
      assert.ok(statement !== undefined);
      const path = pathTo(statement, spans);
      assert.deepEqual(
        path.map(({ name }) => shape.find((start) => name.startsWith(start))),
        shape,
      );
      assert.equal(path[0]?.parentSpanId, clientSpan);
      assert.equal(spans.filter(({ parentSpanId }) => parentSpanId === clientSpan).length, 1);
      for (const [index, span] of path.entries()) {
        const outer = path[index - 1];
        assert.ok(span.from <= span.to, span.name);
        assert.ok(outer === undefined || (outer.from <= span.from && span.to <= outer.to), span.name);
        assert.equal(span.service, 'forgepoint');
      }
      assert.equal(path[0]?.attributes['graphql.operation.name'], 'All');
      assert.equal(path[2]?.attributes['forgepoint.extension'], 'issues');
      assert.ok(Number(path[3]?.attributes['forgepoint.fuel']) > 0);
      assert.equal(statement.name, 'sql select');
      assert.equal(
        spans.some(({ name }) => name === 'plan'),
        how === 'executed by @apollo/gateway',
      );
    });
  }

  it('has a span for each subgraph that a request needs, all below the one of the request', async () => {
    await gateway.query(
      'mutation { createIssue(input: { title: "of none" }) { id } createRepository(input: { slug: "traced" }) { id } }',
    );
    const spans = await traced(
      '{ getAllIssues { id } items { id } getAllRepositories { id issues { id } } }',
    );
    const root = spans.find(({ name }) => name === 'graphql query');
    const fetches = spans.filter(({ name }) => name === 'fetch');
    assert.deepEqual(fetches.map(({ attributes }) => String(attributes['forgepoint.subgraph'])).toSorted(), [
      'core',
      'demo',
      'issues',
      'issues',
    ]);
    for (const fetch of fetches) assert.equal(fetch.parentSpanId, root?.spanId);
  });

  it('says which call failed, and with what code', async () => {
    const spans = await traced('query Traps { trap }');
    const call = spans.find(({ name }) => name === 'guest call');
    assert.equal(call?.attributes['error.type'], 'EXTENSION_TRAPPED');
    const root = spans.find(({ name }) => name === 'graphql query');
    assert.deepEqual(root?.attributes['forgepoint.error_codes'], {
      values: [{ stringValue: 'EXTENSION_TRAPPED' }],
    });
  });

  it('begins a trace of its own for a client that has none', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'query Mine { fine }' }),
    });
    await response.text();
    const id = response.headers.get('x-request-id');
    const line = await gateway.program.log.waitFor(
      'the request',
      ({ msg, requestId }) => msg === 'a request' && requestId === id,
    );
    const spans = await collector.trace(String(line['traceId']));
    const root = spans.find(({ name }) => name === 'graphql query');
    assert.equal(root?.parentSpanId, '');
    assert.equal(root.attributes['forgepoint.request_id'], id);
  });

  it('records nothing of a trace that its client does not record, and passes that on', async () => {
    const traceId = crypto.randomUUID().replaceAll('-', '');
    await postGraphql(gateway.url, '{ fine }', {}, { traceparent: `00-${traceId}-${clientSpan}-00` });
    // Spans are delivered in the order of their ends.
    await traced('{ fine }');
    assert.equal(
      collector.spans.some((span) => span.traceId === traceId),
      false,
    );
  });

  it('shows clients nothing of what hosts tell for it', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${'a'.repeat(32)}-${clientSpan}-01` },
      body: JSON.stringify({ query: '{ fine }' }),
    });
    assert.deepEqual(await response.json(), { data: { fine: 'fine' } });
    assert.equal(response.headers.has('x-forgepoint-spans'), false);
  });
});

it('sends the last spans before it ends', async () => {
  await using collector = await OtlpCollector.start();
  await using gateway = await Gateway.start({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '600000' },
  });
  await gateway.query('{ getAllGroups { id } }');
  assert.equal(collector.deliveries, 0);
  await gateway.stop();
  assert.equal(collector.spans.filter(({ name }) => name === 'graphql query').length, 1);
});

it('serves as ever when nobody takes its traces', async () => {
  await using gateway = await Gateway.start({
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_BSP_SCHEDULE_DELAY: '1' },
  });
  for (let times = 0; times < 20; times += 1) await gateway.data('{ getAllGroups { id } }');
});

/** From the outermost span that is known. */
function pathTo(span: CollectedSpan, spans: readonly CollectedSpan[]): readonly CollectedSpan[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [span] : [...pathTo(parent, spans), span];
}
