import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { readApiToken } from '../../gateway/config/api-token.ts';
import { Gateway } from '../support/gateway.ts';
import { postGraphql } from '../support/graphql-client.ts';
import { exampleIssues } from '../support/guests.ts';

const token = 'a-token-of-at-least-16';

describe('a gateway with FORGE_API_TOKEN', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await Gateway.start({
      extensions: { issues: await exampleIssues() },
      env: { FORGE_HOST: '0.0.0.0', FORGE_API_TOKEN: token, FORGE_LOG_LEVEL: 'trace' },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const status = async (authorization: string | undefined): Promise<number> =>
    (
      await postGraphql(
        gateway.url,
        '{ __typename }',
        {},
        authorization === undefined ? {} : { authorization },
      )
    ).status;

  it('answers requests that carry it', async () => {
    assert.equal(await status(`Bearer ${token}`), 200);
    assert.equal(await status(`bearer  ${token}`), 200);
  });

  it('answers no other, and says how to ask', async () => {
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Basic ${token}`,
      token,
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token}x`,
      `Bearer ${token.toUpperCase()}`,
      `Bearer ${token} ${token}`,
      `Bearer ${token},Bearer x`,
    ]) {
      assert.equal(await status(authorization), 401, String(authorization));
    }
    const response = await fetch(gateway.url, { method: 'POST', body: '{}' });
    assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="forgepoint"');
    const { errors } = (await response.json()) as {
      errors: readonly { message: string; extensions: { code: string } }[];
    };
    assert.equal(errors[0]?.extensions.code, 'API_TOKEN_REQUIRED');
    assert.match(errors[0]?.message ?? '', /Authorization: Bearer <token>/);
    const wrong = await fetch(gateway.url, { method: 'POST', headers: { authorization: 'Bearer wrong' } });
    assert.match(wrong.headers.get('www-authenticate') ?? '', /error="invalid_token"/);
  });

  it('asks for it by every way to the graph', async () => {
    const search = `${gateway.url}?query=${encodeURIComponent('{ __typename }')}`;
    assert.equal((await fetch(search, { headers: { 'apollo-require-preflight': '1' } })).status, 401);
    assert.equal((await fetch(search, { headers: { accept: 'text/html' } })).status, 401);
    assert.equal((await fetch(gateway.url, { method: 'OPTIONS' })).status, 401);
  });

  it('does not wait for the body of a request without it', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 1000000\r\n\r\n{`);
    assert.match(await text(socket), /^HTTP\/1\.1 401 [^]*connection: close/i);
  });

  it('says without it that it lives and serves, but not what', async () => {
    const origin = new URL(gateway.url).origin;
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    const ready = await fetch(`${origin}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [200, { ready: true, serving: true }]);
    const told = await fetch(`${origin}/readyz`, { headers: { authorization: `Bearer ${token}` } });
    assert.match(await told.text(), /"issues"/);
  });

  it('serves GraphiQL without it, with a place to write it', async () => {
    const page = await fetch(gateway.url, { headers: { accept: 'text/html' } });
    assert.equal(page.status, 200);
    const html = await page.text();
    assert.match(html, /Authorization/);
    assert.equal(html.includes(token), false);
  });

  it('does not warn of the address that it listens on', () => assert.equal(warning(gateway), false));

  it('never logs it', async () => {
    await status(`Bearer ${token}`);
    for (const line of [...gateway.program.log.lines, ...gateway.program.errors.lines]) {
      assert.equal(JSON.stringify(line).includes(token), false);
    }
  });
});

describe('FORGE_API_TOKEN', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const refused = (environment: Record<string, string>, message: RegExp): void => {
    assert.throws(() => readApiToken(environment, dir), { code: 'CONFIG_INVALID', message });
  };

  it('can stand in a file, which may end with a line break', () => {
    writeFileSync(join(dir, 'token'), `${token}\n`);
    assert.equal(readApiToken({ FORGE_API_TOKEN_FILE: 'token' }, dir), token);
    assert.equal(readApiToken({ FORGE_API_TOKEN: token }, dir), token);
    assert.equal(readApiToken({ FORGE_API_TOKEN: '', FORGE_API_TOKEN_FILE: '' }, dir), null);
  });

  it('is refused when it is too short, has spaces, or cannot be read, and is never shown', () => {
    refused(
      { FORGE_API_TOKEN: 'short' },
      /^The environment variable FORGE_API_TOKEN holds no token.*16 to 512/,
    );
    assert.throws(
      () => readApiToken({ FORGE_API_TOKEN: 'secret with spaces in it' }, dir),
      (error: Error) => !error.message.includes('secret'),
    );
    writeFileSync(join(dir, 'empty'), '\n');
    refused({ FORGE_API_TOKEN_FILE: 'empty' }, /The file ".*empty" holds no token/);
    refused({ FORGE_API_TOKEN_FILE: 'absent' }, /"absent"|absent" cannot be read/);
    refused({ FORGE_API_TOKEN: token, FORGE_API_TOKEN_FILE: 'token' }, /both set/);
  });
});

describe('a gateway that listens on more than this machine without a token', () => {
  it('warns', async () => {
    await using gateway = await Gateway.start({ env: { FORGE_HOST: '0.0.0.0' } });
    assert.equal(warning(gateway), true);
  });
});

function warning({ program }: Gateway): boolean {
  return program.log.lines.some(({ level, code }) => level === 'warn' && code === 'API_TOKEN_REQUIRED');
}
