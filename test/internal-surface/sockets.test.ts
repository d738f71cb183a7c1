import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';

interface Answer {
  readonly status: number | undefined;
  readonly body: { readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[] };
}

describe('the sockets of the subgraphs, which a sibling of the same user can open', () => {
  let gateway: Gateway;
  let sockets: readonly string[];

  before(async () => {
    gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    const folder = readdirSync(tmpdir()).find((name) =>
      name.startsWith(`forgepoint-run-${gateway.program.pid}-`),
    );
    assert.ok(folder);
    sockets = readdirSync(join(tmpdir(), folder))
      .filter((name) => name.endsWith('.sock'))
      .map((name) => join(tmpdir(), folder, name));
  });
  after(() => gateway[Symbol.asyncDispose]());

  const ask = async (socketPath: string, path: string, headers: Record<string, string>): Promise<Answer> => {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const asked = request(
      { socketPath, path, method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        json(response).then(
          (body) => resolve({ status: response.statusCode, body: body as Answer['body'] }),
          reject,
        );
      },
    );
    asked.on('error', reject);
    asked.end(JSON.stringify({ query: '{ _service { sdl } }' }));
    return promise;
  };

  it('answer nobody without the secret of this boot', async () => {
    assert.equal(sockets.length, 2);
    const headers = [
      {},
      { 'x-forgepoint-internal-token': '' },
      { 'x-forgepoint-internal-token': 'a-guess-of-some-length-that-is-wrong' },
      { authorization: 'Bearer a-guess' },
    ];
    for (const socket of sockets) {
      for (const path of ['/graphql', '/', '/anything', '/sdl', '/graphql?query={__typename}']) {
        for (const header of headers) {
          const { status, body } = await ask(socket, path, header);
          assert.deepEqual(
            [status, body.errors?.[0]?.extensions?.code],
            [401, 'INTERNAL_TOKEN_REQUIRED'],
            path,
          );
        }
      }
    }
  });

  it('say of themselves no more than that they serve', async () => {
    for (const socket of sockets) {
      const { status, body } = await ask(socket, '/healthz', {});
      if (status === 401) continue;
      assert.deepEqual(body, { status: 'serving' });
    }
  });

  it('are not reached by a token that a client brings', async () => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forgepoint-internal-token': 'x' },
      body: JSON.stringify({
        query: '{ getAllIssues { id } }',
        extensions: { forgepoint: { user: { id: 'root', username: 'root' }, remainingMs: 1 } },
      }),
    });
    assert.deepEqual(await response.json(), { data: { getAllIssues: [] } });
  });
});
