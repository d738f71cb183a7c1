import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { splitScript } from '../../subgraph-host/storage/sql/split-script.ts';
import { tokenize } from '../../subgraph-host/storage/sql/tokenizer.ts';
import { Random } from '../support/random.ts';

const split = (script: string): readonly string[] => [...splitScript(script)].map(({ sql }) => sql);

/** Runs a script and notes each statement as SQLite took it. */
function splitBySqlite(script: string): readonly string[] {
  const statements: string[] = [];
  const database = new Database(':memory:', { verbose: (sql) => statements.push(String(sql)) });
  database.exec(script);
  database.close();
  return statements;
}

/** What a statement says, whatever comments and semicolons stand around it. */
function essence(sql: string): string {
  const texts = [...tokenize(sql)].map(({ start, end }) => sql.slice(start, end));
  while (texts.at(-1) === ';') texts.pop();
  while (texts[0] === ';') texts.shift();
  return texts.join(' ');
}

const trivia = [
  '',
  ' ',
  '\n',
  '\t',
  '\f',
  '\ufeff',
  '--\n',
  '-- a; b\n',
  '/* ; */',
  '/**/',
  "/* it's */",
  '/*/*/',
];
const names = [
  'a',
  '"end"',
  '[begin]',
  '`case`',
  'END',
  'begin',
  '"a;b"',
  "'t;x'",
  '"it""s"',
  'trigger',
  'é',
  'plan',
];

/** A script that SQLite can run, with whatever may stand between its tokens. */
function randomScript(random: Random): string {
  let tables = 0;
  const gap = (): string => random.several(1, 3, () => random.pick(trivia)).join('') || ' ';
  const spaced = (...tokens: readonly string[]): string =>
    tokens.map((token) => `${token} ${gap()} `).join('');
  const statement = (): string => {
    tables += 1;
    const table = `t${tables}`;
    const column = random.pick(names);
    const create = spaced('create', 'table', table, '(', column, ')', ';');
    const change = (): string =>
      random.pick([
        spaced('select', "'; END;'", ';'),
        spaced('select', 'case', 'when', '1', 'then', '2', 'end', ';'),
        spaced('update', table, 'set', column, '=', 'case', '1', 'when', '1', 'then', "';'", 'end', ';'),
        spaced('delete', 'from', table, 'where', column.replace(/^'(.*)'$/, '"$1"'), 'is', 'null', ';'),
        spaced('insert', 'into', table, 'values', '(', "x'3b'", ')', ';'),
        spaced('select', '1', 'as', 'end', ';'),
      ]);
    const trigger = spaced(
      random.pick(['', 'explain', 'EXPLAIN query plan']),
      'create',
      random.pick(['', 'temp', 'TEMPORARY']),
      'trigger',
      random.pick(['', 'if not exists']),
      `g${tables}`,
      'after insert on',
      table,
      random.pick(['', 'for each row', 'when 1']),
      'begin',
      random.several(1, 3, change).join(''),
      'end',
      ';',
    );
    return random.pick([
      create,
      create + trigger,
      create + trigger + change(),
      spaced('begin', ';') + create + spaced('end', ';'),
      spaced('select', "';'", ',', '";"', 'from', '(', 'select', '1', 'as', '";"', ')', ';'),
      spaced(';', ';'),
      spaced('explain', 'select', '1', ';'),
    ]);
  };
  const script = gap() + random.several(1, 6, statement).join('') + gap();
  return random.chance(0.3) ? script.replace(/;\s*$/, '') : script;
}

describe('a script', () => {
  it('is split where SQLite splits it', () => {
    const random = new Random();
    for (let count = 0; count < 1_500; count += 1) {
      const script = randomScript(random);
      const context = `FORGE_TEST_SEED=${random.seed}: ${JSON.stringify(script)}`;
      assert.deepEqual(split(script).map(essence), splitBySqlite(script).map(essence), context);
    }
  });

  it('keeps the body of a trigger in one piece', () => {
    const trigger = `CREATE TEMP TRIGGER g AFTER UPDATE ON t BEGIN
      UPDATE t SET "end" = CASE WHEN a THEN 1 END WHERE end = 2; -- END;
      SELECT end FROM t;
    END`;
    assert.deepEqual(split(`SELECT 1;${trigger}; SELECT 2`), ['SELECT 1', trigger, 'SELECT 2']);
  });

  it('loses nothing at an end without a semicolon, inside a comment or a string', () => {
    assert.deepEqual(split('SELECT 1 -- ; SELECT 2'), ['SELECT 1']);
    assert.deepEqual(split('SELECT 1; /* SELECT 2;'), ['SELECT 1']);
    assert.deepEqual(split("SELECT 1; SELECT ';"), ['SELECT 1', "SELECT ';"]);
    assert.deepEqual(split(' ;; \ufeff;'), []);
  });

  it('tells where each statement begins', () => {
    assert.deepEqual(
      [...splitScript('-- first\nSELECT 1;\n  /* x */ SELECT 2')].map(({ start }) => start),
      [9, 29],
    );
  });
});
