import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { openConnections, type Connection } from '../../subgraph-host/storage/connection.ts';

let dir: string;
let connections: { readonly writer: Connection; readonly reader: Connection } | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'forgepoint-walls-'));
});
afterEach(() => {
  connections?.reader.close();
  connections?.writer.close();
  connections = undefined;
  rmSync(dir, { recursive: true });
});

const file = (): string => join(dir, 'own', 'x.db');

function open(maxTemporaryBytes = 1024 ** 2): readonly Connection[] {
  connections = openConnections({
    file: file(),
    durable: true,
    busyTimeoutMs: 100,
    limits: { ...defaultDatabaseLimits, maxTemporaryBytes },
  });
  return [connections.writer, connections.reader];
}

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** Past the gate: what SQLite itself says on the connections as a guest gets them. */
describe('behind the gate, SQLite itself', () => {
  it('attaches no database and copies none: every slot is taken', () => {
    for (const connection of open()) {
      for (const sql of [
        `ATTACH '${join(dir, 'other.db')}' AS other`,
        `ATTACH ':memory:' AS other`,
        'VACUUM',
        `VACUUM INTO '${join(dir, 'copy.db')}'`,
        `VACUUM main INTO '${join(dir, 'copy.db')}'`,
      ]) {
        assert.throws(() => connection.exec(sql), /too many attached databases/, sql);
      }
    }
    assert.deepEqual(readdirSync(dir), ['own']);
  });

  it('holds next to nothing in the taken slots', () => {
    const [writer] = open();
    assert.throws(
      () =>
        writer?.exec(`CREATE TABLE _forge_slot_3.t (a);
          INSERT INTO _forge_slot_3.t VALUES (zeroblob(100000))`),
      /database or disk is full/,
    );
  });

  it('is defensive: neither the schema nor shadow tables can be written', () => {
    const [writer] = open();
    writer?.exec('CREATE VIRTUAL TABLE f USING fts5(a); CREATE VIRTUAL TABLE r USING rtree(id, a, b)');
    writer?.exec('PRAGMA writable_schema = ON');
    for (const sql of [
      'DELETE FROM sqlite_schema',
      "UPDATE sqlite_master SET sql = ''",
      "INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 3, 'CREATE TABLE x (a)')",
      'DELETE FROM f_data',
      "UPDATE f_content SET c0 = 'x'",
      "INSERT INTO r_node VALUES (9, x'00')",
      'DROP TABLE f_data',
    ]) {
      assert.throws(() => writer?.exec(sql), /may not be (?:modified|dropped)/, sql);
    }
  });

  it('loads no extension and takes no tokenizer from a pointer', () => {
    for (const connection of open()) {
      assert.throws(() => connection.exec("SELECT load_extension('x')"), /not authorized/);
      assert.throws(
        () => connection.exec("SELECT fts3_tokenizer('x', x'0000000000000000')"),
        /disabled|unknown/,
      );
    }
  });

  it('does not trust the schema', () => {
    const [writer, reader] = open();
    writer?.exec('CREATE VIEW v AS SELECT * FROM pragma_database_list');
    assert.throws(() => reader?.exec('SELECT * FROM v'), /unsafe use of virtual table/);
  });

  it('keeps temporary tables and sorting in memory, within a limit', () => {
    const [writer] = open(64 * 1024);
    writer?.exec('CREATE TEMP TABLE t (a)');
    assert.throws(
      () =>
        writer?.exec(`WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 1000)
        INSERT INTO t SELECT zeroblob(1000) FROM n`),
      /database or disk is full/,
    );
    assert.equal(writer?.pragma('temp_store', { simple: true }), 2n);
  });

  it('writes nothing on the connection for reading', () => {
    const [, reader] = open();
    for (const sql of [
      'CREATE TABLE t (a)',
      'CREATE TEMP TABLE t (a)',
      'PRAGMA user_version = 1',
      'ANALYZE',
    ]) {
      assert.throws(() => reader?.exec(sql), { code: 'SQLITE_READONLY' }, sql);
    }
  });
});

describe('the file of a database', () => {
  it('can be read by its owner only, and so can its log and its folder', () => {
    open();
    assert.equal(mode(join(dir, 'own')), '700');
    for (const suffix of ['', '-wal', '-shm']) assert.equal(mode(file() + suffix), '600', suffix);
  });

  it('is closed to others when it was open to them', () => {
    mkdirSync(join(dir, 'own'));
    writeFileSync(file(), '');
    chmodSync(file(), 0o644);
    open();
    for (const suffix of ['', '-wal', '-shm']) assert.equal(mode(file() + suffix), '600', suffix);
  });

  for (const [what, make] of [
    ['a link', () => symlinkSync(join(dir, 'elsewhere.db'), file())],
    ['a link as its log', () => symlinkSync(join(dir, 'elsewhere.db'), `${file()}-wal`)],
    ['a folder', () => mkdirSync(file())],
    ['a text', () => writeFileSync(file(), 'not a database, but long enough to be taken for one'.repeat(20))],
  ] as const) {
    it(`is refused when it is ${what}, and nothing is changed`, () => {
      mkdirSync(join(dir, 'own'));
      writeFileSync(join(dir, 'elsewhere.db'), '');
      make();
      assert.throws(
        () => open(),
        (error) =>
          error instanceof ForgeError &&
          error.code === 'DATABASE_UNUSABLE' &&
          error.message.includes('"x.db"'),
      );
      assert.equal(statSync(join(dir, 'elsewhere.db')).size, 0);
      assert.ok(existsSync(file()) || what === 'a link as its log');
    });
  }
});
