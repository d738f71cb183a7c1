import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { inspectDatabaseFile } from '@forgepoint/common/database/inspect-file.ts';

describe('a database’s file, looked at before SQLite opens it', () => {
  const dir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
  let sound: Buffer;

  before(() => {
    const database = new Database(join(dir, 'sound.db'));
    database.exec('CREATE TABLE note (text TEXT); CREATE TABLE more (text TEXT)');
    database.close();
    sound = readFileSync(join(dir, 'sound.db'));
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  /** @param besides content of other files, by what is added to the name */
  function inspect(content: Uint8Array, besides: Readonly<Record<string, string>> = {}): string | undefined {
    const file = join(dir, `${crypto.randomUUID()}.db`);
    writeFileSync(file, content);
    for (const [suffix, text] of Object.entries(besides)) writeFileSync(`${file}${suffix}`, text);
    return inspectDatabaseFile(file)?.what;
  }

  function changed(change: (bytes: Buffer) => unknown): Buffer {
    const bytes = Buffer.from(sound);
    change(bytes);
    return bytes;
  }

  it('is taken when it is sound, empty or not there', () => {
    assert.equal(inspect(sound), undefined);
    assert.equal(inspect(Buffer.alloc(0)), undefined);
    assert.equal(inspectDatabaseFile(join(dir, 'nothing.db')), undefined);
  });

  it('is refused when its header is damaged, or shorter than a header', () => {
    for (const pageSize of [0, 2, 1000, 65_535]) {
      assert.equal(inspect(changed((bytes) => bytes.writeUInt16BE(pageSize, 16))), 'its header is damaged');
    }
    assert.equal(inspect(sound.subarray(0, 99)), 'it is not an SQLite database');
  });

  it('is refused when it is cut short, unless the missing part may stand in a log', () => {
    const short = sound.subarray(0, 4096);
    assert.match(inspect(short) ?? '', /^it is cut short: 4096 of \d+ bytes are there$/);
    assert.equal(inspect(short, { '-wal': 'changes' }), undefined);
    assert.equal(inspect(short, { '-journal': 'changes' }), undefined);
  });

  it('is not measured by a number of pages that is out of date', () => {
    // Old versions of SQLite don't keep it: then the two counters differ.
    const stale = changed((bytes) => bytes.writeUInt32BE(bytes.readUInt32BE(24) + 1, 92)).subarray(0, 4096);
    assert.equal(inspect(stale), undefined);
  });
});
