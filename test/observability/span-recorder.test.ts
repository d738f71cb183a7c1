import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { HostSpans } from '@forgepoint/common/tracing/host-spans.ts';
import { readHostSpans } from '../../gateway/tracing/read-host-spans.ts';
import type { CallOutcome, RunStatement } from '../../subgraph-host/component/guest-call.ts';
import { SpanRecorder } from '../../subgraph-host/http/span-recorder.ts';

/** What a host tells for a request of so many batches, each with so many statements. */
async function told(batches: number, statementsOfEach: number, milliseconds: number): Promise<HostSpans> {
  const statement: RunStatement = {
    kind: 'transaction',
    startedAt: performance.timeOrigin + performance.now() + milliseconds,
    milliseconds,
    rows: Number.MAX_SAFE_INTEGER,
    hasFailed: false,
  };
  const outcome: CallOutcome = {
    kind: 'failed',
    code: 'EXTENSION_FUEL_EXHAUSTED',
    message: '',
    fuel: 1e15,
    statements: Array.from({ length: statementsOfEach }, () => statement),
  };
  const server = createServer((_request, response) => {
    const recorder = new SpanRecorder(response);
    for (let batch = 0; batch < batches; batch += 1) recorder.called('write', performance.now(), [outcome]);
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const spans = readHostSpans(response.headers.get('x-forgepoint-spans') ?? '');
    assert.ok(spans !== undefined);
    return spans;
  } finally {
    server.close();
    await once(server, 'close');
  }
}

describe('what a host tells for a trace', () => {
  it('is all that it did, when that is little', async () => {
    const { calls, leftOut } = await told(3, 2, 1);
    assert.deepEqual(
      calls.map(({ statements }) => statements.length),
      [2, 2, 2],
    );
    assert.equal(leftOut, 0);
  });

  it('leaves out calls beyond 50 and statements beyond 200, and says how many', async () => {
    const { calls, leftOut } = await told(60, 5, 0);
    assert.equal(calls.length, 50);
    assert.ok(leftOut >= 10 + 50);
  });

  it('leaves out statements when all of them would not fit into the head of an answer', async () => {
    const { calls, leftOut } = await told(50, 4, 3_000_000);
    assert.equal(calls.length, 50);
    assert.equal(calls.flatMap(({ statements }) => statements).length, 0);
    assert.equal(leftOut, 200);
  });
});
