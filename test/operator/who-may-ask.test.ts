import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { Operator } from './support/operator.ts';

interface RawAnswer {
  readonly status: number | undefined;
  readonly body: string;
}

/** With headers that `fetch` would not let through. */
async function raw(url: string, headers: Readonly<Record<string, string>>): Promise<RawAnswer> {
  const asked = request(url, { headers }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

describe('the operator’s address', () => {
  let gateway: Gateway;
  let operator: Operator;
  before(async () => {
    gateway = await Gateway.start();
    operator = await Operator.of(gateway);
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('answers nothing but /healthz without its token', async () => {
    const paths = Object.keys(operator.contract.document.paths);
    for (const path of [...paths, '/nothing']) {
      for (const headers of [
        {},
        { authorization: 'Bearer x' },
        { authorization: `Basic ${operator.token}` },
      ]) {
        const { status, body } = await raw(`${operator.url}${path}`, headers);
        if (path === '/healthz') assert.deepEqual([status, body], [200, '{"status":"alive"}']);
        else {
          assert.equal(status, 401, path);
          assert.match(body, /^\{"error":\{"code":"OPERATOR_TOKEN_REQUIRED"/);
        }
      }
    }
  });

  it('answers no request for another host, nor one of a page, token or not', async () => {
    const authorization = `Bearer ${operator.token}`;
    const { host } = new URL(operator.url);
    const status = async (headers: Readonly<Record<string, string>>): Promise<number | undefined> =>
      (await raw(`${operator.url}/v1/status`, { authorization, ...headers })).status;
    assert.equal(await status({}), 200);
    assert.equal(await status({ host: `localhost:${new URL(operator.url).port}` }), 200);
    assert.equal(await status({ host: 'rebound.example' }), 403);
    assert.equal(await status({ origin: 'http://evil.example' }), 403);
    assert.equal(await status({ origin: 'http://localhost:3000' }), 403);
    assert.equal(await status({ origin: 'null' }), 403);
    assert.equal(await status({ origin: `http://${host}` }), 200);
    assert.equal((await raw(`${operator.url}/healthz`, { host: 'rebound.example' })).status, 403);
  });

  it('says what there is when something else is asked for', async () => {
    const none = await operator.get('/v2/status');
    assert.equal(none.status, 404);
    assert.match(none.text, /OPERATOR_REQUEST_INVALID.*\/openapi\.json/);
    const method = await operator.get('/v1/extensions/x/reload');
    assert.deepEqual([method.status, method.headers.get('allow')], [405, 'POST']);
    const parameter = await operator.get('/v1/logs?lines=many');
    assert.equal(parameter.status, 400);
    assert.match(parameter.text, /parameter cannot be used: lines/);
    const unknown = await operator.order('isues', 'reload');
    assert.deepEqual([unknown.status, unknown.json.error.code], [404, 'EXTENSION_UNKNOWN']);
  });

  it('is not that of clients: they find none of it, and no GraphQL is here', async () => {
    const origin = new URL(gateway.url).origin;
    assert.equal((await fetch(`${origin}/v1/status`)).status, 404);
    assert.equal((await operator.get('/graphql')).status, 404);
  });
});

describe('token and address of the operator’s interface', () => {
  it('are for this user alone; the token outlives a restart, the address does not outlive the gateway', async () => {
    await using first = await Gateway.start();
    const state = join(first.dir, '.forge/state');
    const { token } = await Operator.of(first);
    for (const file of ['operator-token', 'operator.json']) {
      assert.equal(statSync(join(state, file)).mode & 0o777, 0o600);
    }
    assert.match(token, /^[\w-]{43}$/);
    assert.deepEqual(await first.stop(), { code: 0, signal: null });
    assert.equal(existsSync(join(state, 'operator.json')), false);

    const second = await Gateway.start({ dir: first.dir });
    assert.equal((await Operator.of(second)).token, token);
    await second.stop();

    // Whoever could read it may have done so.
    chmodSync(join(state, 'operator-token'), 0o644);
    const third = await Gateway.start({ dir: first.dir });
    const { token: other } = await Operator.of(third);
    assert.notEqual(other, token);
    assert.equal(statSync(join(state, 'operator-token')).mode & 0o777, 0o600);
    await third.stop();
    assert.equal(readFileSync(join(state, 'operator-token'), 'utf8'), other);
  });
});

describe('the operator’s port', () => {
  it('is one that was chosen, or the gateway does not start', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await using gateway = await Gateway.spawn({ env: { FORGE_OPERATOR_PORT: String(port) } });
    assert.equal((await gateway.program.exited).code, 1);
    const fatal = await gateway.program.log.waitFor('why', ({ level }) => level === 'fatal');
    assert.equal(fatal['code'], 'PORT_UNAVAILABLE');
    assert.match(String(fatal['reason']), new RegExp(`127\\.0\\.0\\.1:${port}.*FORGE_OPERATOR_PORT`));
    other.close();
  });

  it('is any free one when nobody has chosen it and 8001 is taken', async () => {
    const other = createServer();
    // If it is taken already, that is as well.
    await new Promise<void>((resolve) => {
      other.once('error', () => resolve());
      other.listen(8001, '127.0.0.1', resolve);
    });
    await using gateway = await Gateway.start({ env: { FORGE_OPERATOR_PORT: '' } });
    const warned = await gateway.program.log.waitFor('the port', ({ code }) => code === 'PORT_UNAVAILABLE');
    assert.equal(warned['level'], 'warn');
    const operator = await Operator.of(gateway);
    assert.equal(new URL(operator.url).port, String(warned['port']));
    assert.equal((await operator.get('/v1/status')).json.url, gateway.url);
    other.close();
  });
});
