import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { isLocalRequest } from '@forgepoint/common/http/local-request.ts';

const asked = (host: string | undefined, origin?: string): IncomingMessage =>
  ({ headers: { host, origin } }) as IncomingMessage;

describe('a request for another name', () => {
  const named = new Set(['forge.example.org']);

  it('is refused on a loopback address', () => {
    assert.equal(isLocalRequest(asked('localhost:8000'), '127.0.0.1'), true);
    assert.equal(isLocalRequest(asked('[::1]:8000', 'http://127.0.0.1:3000'), '::1'), true);
    for (const request of [
      asked('evil.example'),
      asked(undefined),
      asked('localhost', 'http://evil.example'),
      asked('localhost', 'null'),
    ]) {
      assert.equal(isLocalRequest(request, '127.0.0.1'), false);
    }
  });

  it('is answered on another address, unless names are set', () => {
    assert.equal(isLocalRequest(asked('anything.example'), '0.0.0.0'), true);
    assert.equal(isLocalRequest(asked('evil.example'), '0.0.0.0', named), false);
    assert.equal(isLocalRequest(asked('forge.example.org', 'https://evil.example'), '0.0.0.0', named), false);
  });

  it('is answered when the name is one of those set, or this machine’s own', () => {
    for (const host of ['0.0.0.0', '127.0.0.1']) {
      assert.equal(
        isLocalRequest(asked('Forge.example.org:443', 'https://forge.example.org'), host, named),
        true,
      );
      assert.equal(isLocalRequest(asked('localhost:8000'), host, named), true);
    }
  });
});
