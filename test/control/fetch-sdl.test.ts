import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { fetchSdl } from '../../gateway/control/fetch-sdl.ts';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';

const issues = parseExtensionName('issues');

/** Asks a server that answers so. */
async function ask(answer: RequestListener, timeoutMs?: number): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  try {
    return await fetchSdl({ name: issues, url }, null, new AbortController().signal, timeoutMs);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('an SDL that is asked for', () => {
  it('is taken from _service', async () => {
    const sdl = 'type Query { a: Int }';
    assert.equal(
      await ask((_, response) => response.end(JSON.stringify({ data: { _service: { sdl } } }))),
      sdl,
    );
  });

  const failures: readonly (readonly [string, RequestListener, string, RegExp])[] = [
    [
      'is too long',
      (_, response) =>
        response.end(JSON.stringify({ data: { _service: { sdl: '#'.repeat(4 * 1024 * 1024) } } })),
      'SUBGRAPH_RESPONSE_INVALID',
      /more than 4194304 bytes/,
    ],
    [
      'is not JSON',
      (_, response) => response.end('<html>'),
      'SUBGRAPH_RESPONSE_INVALID',
      /"issues".*HTTP 200.*not JSON/,
    ],
    [
      'is an error of the subgraph',
      (_, response) =>
        response.writeHead(400).end('{"errors":[{"message":"Cannot query _service\\u0007."}]}'),
      'SUBGRAPH_RESPONSE_INVALID',
      /HTTP 400\): Cannot query _service \./,
    ],
    [
      'is null',
      (_, response) => response.end('{"data":null}'),
      'SUBGRAPH_RESPONSE_INVALID',
      /answers without one/,
    ],
    [
      'is not there yet',
      (_, response) =>
        response.writeHead(503).end('{"errors":[{"message":"The extension is still being loaded."}]}'),
      'SUBGRAPH_UNAVAILABLE',
      /still being loaded/,
    ],
    [
      'is given only to those with the token',
      (_, response) => response.writeHead(401).end('{}'),
      'INTERNAL_TOKEN_REQUIRED',
      /FORGE_INTERNAL_TOKEN/,
    ],
  ];
  for (const [what, answer, code, message] of failures) {
    it(`is refused when it ${what}`, async () => {
      await assert.rejects(ask(answer), { code, message, extension: 'issues' });
    });
  }

  it('is not waited for without end', async () => {
    await assert.rejects(
      ask((_, response) => response.write('{'), 50),
      { code: 'SUBGRAPH_UNAVAILABLE', message: /did not answer within 50 ms/ },
    );
  });
});
