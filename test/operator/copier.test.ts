import assert from 'node:assert/strict';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import type { DataPlace } from '../../gateway/data/data-place.ts';
import { runCopier } from '../../gateway/data/run-copier.ts';

const stamp = '20261124T120000Z-1000';

describe('the process that copies a database', () => {
  let dir = '';
  let place: DataPlace;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'forgepoint-copier-'));
    const folder = join(dir, 'demo');
    mkdirSync(folder);
    place = { name: 'demo', folder, file: 'demo.db', user: undefined };
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const copied = async (): Promise<Buffer> => {
    const parts: Buffer[] = [];
    const output = async (part: Buffer): Promise<void> => {
      await Promise.resolve();
      parts.push(part);
    };
    await runCopier(place, { order: 'copy', stamp }, { output });
    return Buffer.concat(parts);
  };

  function valuesIn(bytes: Buffer): unknown {
    const database = new Database(bytes);
    try {
      return database.prepare('SELECT value FROM kept').pluck().all();
    } finally {
      database.close();
    }
  }

  it('copies what is committed, the log included, and nothing of a transaction that runs', async () => {
    const database = new Database(join(place.folder, place.file));
    database.pragma('journal_mode = WAL');
    database.exec("CREATE TABLE kept (value TEXT); INSERT INTO kept VALUES ('committed')");
    database.exec("BEGIN IMMEDIATE; INSERT INTO kept VALUES ('not yet')");
    assert.deepEqual(valuesIn(await copied()), ['committed']);
    database.exec('COMMIT');
    assert.deepEqual(valuesIn(await copied()), ['committed', 'not yet']);
    database.close();
    assert.deepEqual(readdirSync(place.folder), ['demo.db']);
  });

  it('copies no file of another that a link stands for, be it symbolic or hard', async () => {
    const secret = join(dir, 'secret.db');
    const database = new Database(secret);
    database.exec("CREATE TABLE kept (value TEXT); INSERT INTO kept VALUES ('secret')");
    database.close();
    symlinkSync(secret, join(place.folder, place.file));
    await assert.rejects(copied(), /^Error: "demo\.db" is not a regular file$/);
    rmSync(join(place.folder, place.file));
    linkSync(secret, join(place.folder, place.file));
    await assert.rejects(copied(), /^Error: "demo\.db" is not a regular file$/);
    rmSync(secret);
    assert.deepEqual(valuesIn(await copied()), ['secret']);
  });

  it('hands on no damaged database, and takes none', async () => {
    writeFileSync(join(place.folder, place.file), 'x'.repeat(8_192));
    await assert.rejects(copied(), /not a database/);
    const input = Readable.from([Buffer.from('x'.repeat(8_192))]);
    await assert.rejects(runCopier(place, { order: 'stage', stamp }, { input }), /not a database/);
    assert.deepEqual(readdirSync(place.folder), ['demo.db']);
  });

  it('puts a database in the place of another, with its log, and takes that back', async () => {
    const old = new Database(join(place.folder, place.file));
    old.pragma('journal_mode = WAL');
    old.exec("CREATE TABLE kept (value TEXT); INSERT INTO kept VALUES ('old')");
    const bytes = await copied();
    old.exec("INSERT INTO kept VALUES ('only in the log')");
    // As a process leaves it that was killed.
    const left = join(dir, 'left');
    mkdirSync(left);
    for (const name of readdirSync(place.folder)) copyFileSync(join(place.folder, name), join(left, name));
    old.close();
    rmSync(place.folder, { recursive: true });
    renameSync(left, place.folder);

    await runCopier(place, { order: 'stage', stamp }, { input: Readable.from([bytes]) });
    await runCopier(place, { order: 'place', stamp });
    assert.deepEqual(valuesIn(await copied()), ['old']);
    await runCopier(place, { order: 'put-back', stamp });
    const back = new Database(join(place.folder, place.file));
    assert.deepEqual(back.prepare('SELECT value FROM kept').pluck().all(), ['old', 'only in the log']);
    back.close();
    assert.deepEqual(readdirSync(place.folder), ['demo.db']);
  });
});
