import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { fixture } from '../support/guests.ts';
import type { LogLine } from '../support/log-lines.ts';

interface Sent {
  readonly id: string;
  /** The line of the gateway. */
  readonly line: Promise<LogLine>;
}

describe('the log of requests', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await Gateway.start({ extensions: { demo: await fixture('misbehaves-on-demand') } });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const send = async (body: object, headers: Readonly<Record<string, string>> = {}): Promise<Sent> => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    await response.text();
    const id = response.headers.get('x-request-id') ?? '';
    const line = gateway.program.log.waitFor(
      `the request ${id}`,
      ({ requestId, msg }) => requestId === id && msg === 'a request',
    );
    return { id, line };
  };

  it('takes over the id that the client gives', async () => {
    assert.equal((await send({ query: '{ fine }' }, { 'x-request-id': 'mine:1' })).id, 'mine:1');
  });

  it('takes over the id of the client’s trace when it gives no other', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    assert.equal((await send({ query: '{ fine }' }, { traceparent })).id, '0af7651916cd43dd8448eb211c80319c');
  });

  for (const given of ['a b', 'x'.repeat(65), 'é', '"', '']) {
    it(`makes an id of its own in the place of ${JSON.stringify(given)}`, async () => {
      const { id } = await send(
        { query: '{ fine }' },
        { 'x-request-id': Buffer.from(given).toString('latin1') },
      );
      assert.match(id, /^[0-9a-f-]{36}$/);
    });
  }

  for (const how of ['executed by @apollo/gateway', 'executed by our own means']) {
    it(`tells of a request ${how} at the level debug`, async () => {
      const { line } = await send({ query: 'query Fine { fine }' });
      const { level, operation, operationName, outcome, status, durationMs } = await line;
      assert.deepEqual(
        { level, operation, operationName, outcome, status, isMeasured: Number(durationMs) > 0 },
        {
          level: 'debug',
          operation: 'query',
          operationName: 'Fine',
          outcome: 'success',
          status: 200,
          isMeasured: true,
        },
      );
    });

    it(`tells at the level info of a request ${how} that the system could not answer`, async () => {
      const { line } = await send({ query: 'query Traps { trap }' });
      const { level, outcome, codes, operationName } = await line;
      assert.deepEqual(
        { level, outcome, codes, operationName },
        { level: 'info', outcome: 'errors', codes: ['EXTENSION_TRAPPED'], operationName: 'Traps' },
      );
    });
  }

  it('leaves what a client has asked wrongly at the level debug: anybody could fill the log with it', async () => {
    const { level, outcome, codes, status } = await (await send({ query: '{ noSuchField }' })).line;
    assert.deepEqual(
      { level, outcome, codes, status },
      { level: 'debug', outcome: 'refused', codes: ['GRAPHQL_VALIDATION_FAILED'], status: 400 },
    );
  });

  it('bounds the name of an operation', async () => {
    const { line } = await send({ query: `query ${'N'.repeat(5_000)} { fine }` });
    assert.equal((await line)['operationName'], 'N'.repeat(100));
  });

  it('has the same id in every process that the request went through, down to the guest’s own lines', async () => {
    const { id } = await send({ query: 'query Everywhere { logs trap }' });
    const found = async (what: string, matches: (line: LogLine) => boolean): Promise<LogLine> =>
      gateway.program.log.waitFor(what, (line) => line['requestId'] === id && matches(line));
    await found(
      'the line of the guest',
      ({ source, extension }) => source === 'guest' && extension === 'demo',
    );
    await found('that its instance was discarded', ({ msg }) =>
      String(msg).includes('instance was discarded'),
    );
    const failure = await found('the failure of the host', ({ msg }) => msg === 'a call failed');
    assert.equal(failure['operationName'], 'Everywhere');
    assert.equal(failure['extension'], 'demo');
    await found('the line of the gateway', ({ msg }) => msg === 'a request');
  });
});

describe('the log of all requests', () => {
  it('is at the level info when the operator wants it so', async () => {
    await using gateway = await Gateway.start({ env: { FORGE_REQUEST_LOG: 'all', FORGE_LOG_LEVEL: 'info' } });
    await gateway.query('query Groups { getAllGroups { id } }');
    const line = await gateway.program.log.waitFor('the request', ({ msg }) => msg === 'a request');
    assert.equal(line['operationName'], 'Groups');
  });
});
