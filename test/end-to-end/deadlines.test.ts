import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { envelopeExtension, internalTokenHeader } from '@forgepoint/common/context-envelope.ts';
import type { GraphqlAnswer } from '../support/graphql-client.ts';
import { fixture } from '../support/guests.ts';
import { Program } from '../support/program.ts';

const token = 'a-token-for-this-test';

describe('a host whose guest spins with fuel for hours', () => {
  let dir: string;
  let host: Program;
  let url: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    await cp(await fixture('misbehaves-on-demand'), join(dir, 'demo.wasm'));
    host = new Program('subgraph-host/bin.js', {
      cwd: dir,
      args: [
        'demo.wasm',
        '--port',
        '0',
        '--in-memory',
        '--fuel-per-call',
        '1000000000000000',
        '--call-timeout',
        '1000',
      ],
      env: { FORGE_INTERNAL_TOKEN: token },
    });
    url = String((await host.log.waitFor('its URL', (line) => typeof line['url'] === 'string'))['url']);
  });
  after(async () => {
    await host[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  /** As the gateway asks, with what is left of its client's time. */
  const ask = async (query: string, remainingMs: number): Promise<Omit<GraphqlAnswer, 'status'>> => {
    const envelope = { requestId: 'r', remainingMs, user: null, repositories: {} };
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [internalTokenHeader]: token },
      body: JSON.stringify({ query, extensions: { [envelopeExtension]: envelope } }),
    });
    return (await response.json()) as Omit<GraphqlAnswer, 'status'>;
  };

  it('answers when the deadline that it was told has passed, and ends the guest when its running time has', async () => {
    const ended = host.log.next('that the thread was ended', ({ msg }) =>
      String(msg).startsWith('a call ran too long'),
    );
    const late = await ask('{ spin }', 100);
    assert.equal(late.errors?.[0]?.extensions?.['code'], 'EXTENSION_TIMEOUT');
    assert.match(late.errors?.[0]?.message ?? '', /deadline of the request/);
    // Waits for the guest that still spins, and is answered by the next one.
    assert.deepEqual((await ask('{ fine calls }', 60_000)).data, { fine: 'fine', calls: 2 });
    await ended;
  });

  it('answers at once when no time is left', async () => {
    const { errors } = await ask('{ fine }', 0);
    assert.equal(errors?.[0]?.extensions?.['code'], 'EXTENSION_TIMEOUT');
  });
});
