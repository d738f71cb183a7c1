import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readInternalToken } from '@forgepoint/common/http/internal-token-setting.ts';

describe('the internal token', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forgepoint-token-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const inFile = (name: string): string | null =>
    readInternalToken({ FORGE_INTERNAL_TOKEN_FILE: name }, folder);

  it('is nobody’s unless it is set', () => {
    assert.equal(readInternalToken({}, folder), null);
    assert.equal(
      readInternalToken({ FORGE_INTERNAL_TOKEN: '', FORGE_INTERNAL_TOKEN_FILE: '' }, folder),
      null,
    );
  });

  it('is taken from the environment first', () => {
    const environment = {
      FORGE_INTERNAL_TOKEN: 'sixteen-characters',
      FORGE_INTERNAL_TOKEN_FILE: 'missing/token',
    };
    assert.equal(readInternalToken(environment, folder), 'sixteen-characters');
  });

  it('is read from a file, line end or not', () => {
    writeFileSync(join(folder, 'given'), 'written-by-an-operator\n');
    assert.equal(inFile('given'), 'written-by-an-operator');
  });

  it('is made when the file is not there, once, for its owner alone', () => {
    const made = inFile('made');
    assert.match(made ?? '', /^[\w-]{43}$/);
    assert.equal(inFile('made'), made);
    assert.equal(readFileSync(join(folder, 'made'), 'utf8'), `${made}\n`);
    assert.equal(statSync(join(folder, 'made')).mode & 0o777, 0o600);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('is refused when it is none, with what to do', () => {
    writeFileSync(join(folder, 'short'), 'short');
    writeFileSync(join(folder, 'lines'), 'first-line-of-two\nsecond-line-of-two\n');
    const refused = (run: () => unknown, message: RegExp): void =>
      assert.throws(run, { code: 'CONFIG_INVALID', message });
    refused(
      () => readInternalToken({ FORGE_INTERNAL_TOKEN: 'short' }, folder),
      /FORGE_INTERNAL_TOKEN holds no/,
    );
    refused(() => inFile('short'), /short" holds no token.* 16 to 512/);
    refused(() => inFile('lines'), /lines" holds no token/);
    refused(() => inFile('.'), /cannot be read/);
    refused(() => inFile('missing/token'), /cannot be made.*Start what may write it first/);
  });
});
