import type { Random } from '../../support/random.ts';

/** The schema that random statements are about. */
export const schema = `
  CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT UNIQUE, age INT, data TEXT);
  CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT REFERENCES users, title TEXT, body TEXT, score REAL);
  CREATE TABLE tags (name TEXT PRIMARY KEY, id INT) WITHOUT ROWID;
  CREATE VIEW recent AS SELECT id, title FROM posts ORDER BY id DESC;
  CREATE TRIGGER posts_touch AFTER UPDATE ON posts BEGIN SELECT 1; END;
  CREATE INDEX posts_title ON posts (title);
  CREATE VIRTUAL TABLE notes USING fts5(title, body);
  CREATE VIRTUAL TABLE terms USING fts5vocab(notes, row);
  CREATE VIRTUAL TABLE places USING rtree(id, x0, x1);
`;

const ownTables = ['users', 'posts', 'tags', 'recent', 'notes', 'terms', 'places', 'users', 'posts'];
const columns = ['id', 'name', 'title', 'body', 'age', 'score', 'data', 'rowid', '*'];
const harmlessFunctions = [
  ...[
    'count',
    'max',
    'lower',
    'length',
    'coalesce',
    'json_extract',
    'printf',
    'date',
    'hex',
    'like',
    'typeof',
  ],
  ...['row_number', 'group_concat', 'bm25', 'last_insert_rowid', 'json', 'instr', 'iif', 'random', 'total'],
];
const harmlessTableFunctions = [
  'json_each',
  'json_tree',
  'pragma_table_info',
  'pragma_index_list',
  'jsonb_each',
];
const harmlessTables = [
  'sqlite_schema',
  'sqlite_master',
  'pragma_user_version',
  'pragma_table_list',
  'sqlite_sequence',
];

/** Names that only a hole in the gate lets through. */
export const hostileTables: readonly string[] = [
  ...[
    'pragma_database_list',
    'pragma_function_list',
    'pragma_module_list',
    'pragma_pragma_list',
    'pragma_optimize',
  ],
  ...[
    'pragma_wal_checkpoint',
    'pragma_journal_mode',
    'pragma_temp_store_directory',
    'pragma_writable_schema',
  ],
  ...['pragma_incremental_vacuum', 'pragma_hard_heap_limit', 'pragma_analysis_limit', 'pragma_mmap_size'],
  ...['dbstat', 'fts4aux', 'fts3tokenize', '_forge_migrations', '_FORGE_Migrations'],
];
export const hostileFunctions: readonly string[] = [
  ...[
    'load_extension',
    'fts3_tokenizer',
    'sqlite_log',
    'geopoly_debug',
    'geopoly_area',
    'rtreecheck',
    'rtreenode',
  ],
];
const allPragmas =
  `analysis_limit application_id auto_vacuum automatic_index busy_timeout cache_size cache_spill
  case_sensitive_like cell_size_check checkpoint_fullfsync collation_list compile_options data_version database_list
  defer_foreign_keys encoding foreign_key_check foreign_key_list foreign_keys freelist_count full_column_names
  function_list hard_heap_limit ignore_check_constraints incremental_vacuum index_info index_list index_xinfo
  integrity_check journal_mode journal_size_limit legacy_alter_table locking_mode max_page_count mmap_size module_list
  optimize page_count page_size pragma_list query_only quick_check read_uncommitted recursive_triggers
  reverse_unordered_selects schema_version secure_delete shrink_memory soft_heap_limit synchronous table_info
  table_list table_xinfo temp_store temp_store_directory threads trusted_schema user_version wal_autocheckpoint
  wal_checkpoint writable_schema`.split(/\s+/);
const allModules = [
  'fts5',
  'fts5vocab',
  'rtree',
  'rtree_i32',
  'fts3',
  'fts4',
  'fts4aux',
  'dbstat',
  'geopoly',
  'fts3tokenize',
];
const gaps = [' ', ' ', ' ', '\n', '\t', ' /**/ ', ' /* ; */ ', ' -- x;\n', '\r\n', ' \ufeff', '/*/ */ '];

/** Statements of SQLite's grammar; at least half of them SQLite can prepare. */
export class RandomSql {
  readonly #random: Random;
  /** How often a name is one that must not pass. */
  readonly #hostility: number;

  constructor(random: Random, hostility: number) {
    this.#random = random;
    this.#hostility = hostility;
  }

  statement(): string {
    const r = this.#random;
    const kinds: readonly (() => string)[] = [
      () => this.#select(2),
      () => this.#select(2),
      () => `${this.#with()} ${this.#select(1)}`,
      () => this.#insert(),
      () => this.#update(),
      () => this.#delete(),
      () => `${this.#with()} ${r.pick([this.#insert(), this.#update(), this.#delete()])}`,
      () => this.#create(),
      () => this.#virtual(),
      () => this.#trigger(),
      () => this.#alterOrDrop(),
      () => this.#pragma(),
      () =>
        r.pick([
          'ANALYZE',
          'REINDEX',
          `ANALYZE ${this.#table()}`,
          `REINDEX ${this.#name(r.pick(ownTables))}`,
        ]),
      () => this.#control(),
    ];
    const body = r.pick(kinds)();
    const explained = r.chance(0.08)
      ? `${r.pick(['EXPLAIN', 'EXPLAIN QUERY PLAN', 'explain'])} ${body}`
      : body;
    const ends = r.chance(0.2) ? r.pick([';', ';;', ' ; -- end', '/* end', ' --']) : '';
    return this.#spread(`${r.chance(0.05) ? ';' : ''}${explained}${ends}`);
  }

  /** Puts anything that separates tokens where a space stands, outside of quotes. */
  #spread(sql: string): string {
    if (this.#random.chance(0.5)) return sql;
    return sql.replace(/'[^']*'|"[^"]*"|\[[^\]]*\]|`[^`]*`| /g, (piece) =>
      piece === ' ' && this.#random.chance(0.4) ? this.#random.pick(gaps) : piece,
    );
  }

  #select(depth: number): string {
    const r = this.#random;
    const list = r.several(1, 3, () => this.#expression(depth)).join(', ');
    const from = r.chance(0.85) ? ` FROM ${this.#from(depth)}` : '';
    const where = r.chance(0.4) ? ` WHERE ${this.#expression(depth)}` : '';
    const group = r.chance(0.1) ? ` GROUP BY ${this.#expression(0)}` : '';
    const order = r.chance(0.2) ? ' ORDER BY 1' : '';
    const limit = r.chance(0.2) ? ' LIMIT 5' : '';
    const compound = depth > 0 && r.chance(0.1) ? ` UNION ALL SELECT 1 FROM ${this.#from(depth - 1)}` : '';
    if (compound !== '') return `SELECT 1${from}${where}${group}${compound}${limit}`;
    return `SELECT ${list}${from}${where}${group}${order}${limit}`;
  }

  #from(depth: number): string {
    const r = this.#random;
    const source = (): string => {
      if (depth > 0 && r.chance(0.2)) return `(${this.#select(depth - 1)}) AS ${r.pick(['q', '"r"', 's'])}`;
      if (r.chance(0.2)) return this.#tableFunction();
      const table = this.#table();
      return r.chance(0.2) ? `${table} AS ${r.pick(['a', '"b"', "'c'"])}` : table;
    };
    const joined = r.several(1, r.chance(0.3) ? 3 : 1, source).join(r.pick([', ', ' JOIN ', ' CROSS JOIN ']));
    return r.chance(0.1) ? `(${joined})` : joined;
  }

  #tableFunction(): string {
    const r = this.#random;
    const name = r.chance(this.#hostility) ? r.pick(hostileTables) : r.pick(harmlessTableFunctions);
    return `${this.#name(name)}(${r.pick(["'[1]'", "'users'", '1', ''])})`;
  }

  #expression(depth: number): string {
    const r = this.#random;
    const simple: readonly (() => string)[] = [
      () => r.pick(columns.slice(0, -1)),
      () => this.#name(r.pick(columns.slice(0, -1))),
      () =>
        r.pick([
          '1',
          '2.5',
          '0x1F',
          '1_0',
          "'text'",
          "'it''s'",
          "x'00'",
          'NULL',
          '?',
          '?2',
          ':a',
          '@b',
          '$c',
          "';'",
        ]),
      () => `'${r.pick([...hostileTables.slice(0, 3), 'ATTACH', 'a;b'])}x'`,
    ];
    if (depth <= 0) return r.pick(simple)();
    const e = (): string => this.#expression(depth - 1);
    return r.pick([
      ...simple,
      () => this.#call(depth),
      () =>
        `${e()} ${r.pick(['+', '||', '=', '<', 'AND', 'OR', 'IS NOT', '->', '->>', '<<', 'IS DISTINCT FROM'])} ${e()}`,
      () => `(${this.#select(depth - 1)})`,
      () => `${e()} IN ${this.#table()}`,
      () => `${e()} IN (${this.#select(0)})`,
      () => `${e()} IN ${this.#tableFunction()}`,
      () => `EXISTS (${this.#select(depth - 1)})`,
      () => `CASE WHEN ${e()} THEN ${e()} ELSE ${e()} END`,
      () => `CAST(${e()} AS ${r.pick(['INTEGER', 'TEXT', 'VARCHAR(10)'])})`,
      () => `${e()} LIKE ${e()}`,
    ])();
  }

  #call(depth: number): string {
    const r = this.#random;
    const isHostile = r.chance(this.#hostility);
    const name = this.#name(r.pick(isHostile ? hostileFunctions : harmlessFunctions), false);
    const args = isHostile
      ? r.several(1, 2, () => "'x'").join(', ')
      : r.pick([() => this.#expression(depth - 1), () => '*', () => `${this.#expression(0)}, 1`, () => ''])();
    return `${name}${r.pick(['', '', ' ', '/**/'])}(${args})${r.chance(0.05) ? ' OVER (ORDER BY 1)' : ''}`;
  }

  #table(): string {
    const r = this.#random;
    const isHostile = r.chance(this.#hostility);
    const name = isHostile
      ? r.pick(hostileTables)
      : r.chance(0.1)
        ? r.pick(harmlessTables)
        : r.pick(ownTables);
    return (r.chance(0.1) ? `${this.#name('main')}.` : '') + this.#name(name);
  }

  /** A name in any of the ways in which SQLite takes it. */
  #name(name: string, asString = true): string {
    const r = this.#random;
    const cased = r.chance(0.2) ? [...name].map((c) => (r.chance(0.5) ? c.toUpperCase() : c)).join('') : name;
    const ways = [cased, cased, cased, `"${cased}"`, `[${cased}]`, `\`${cased}\``];
    return r.pick(asString ? [...ways, `'${cased}'`] : ways);
  }

  #with(): string {
    const r = this.#random;
    const name = r.pick(['c', 'd(x)', 'replace', '"select"', 'e']);
    return `WITH ${r.pick(['', 'RECURSIVE '])}${name} AS ${r.pick(['', 'MATERIALIZED ', 'NOT MATERIALIZED '])}(SELECT ${this.#expression(1)} FROM ${this.#from(0)})`;
  }

  #insert(): string {
    const r = this.#random;
    const verb = r.pick([
      'INSERT INTO',
      'REPLACE INTO',
      'INSERT OR IGNORE INTO',
      'INSERT OR ROLLBACK INTO',
      'insert into',
    ]);
    const [table, column] = r.pick([
      ['users', 'name'],
      ['posts', 'title'],
      ['tags', 'name'],
      ['notes', 'body'],
    ]);
    const target = r.chance(this.#hostility) ? this.#table() : this.#name(table ?? '');
    const source = r.pick([
      () => `VALUES (${this.#expression(1)})`,
      () => `SELECT ${this.#expression(1)} FROM ${this.#from(1)}`,
    ])();
    const upsert = r.chance(0.15)
      ? ` ON CONFLICT DO ${r.pick(['NOTHING', `UPDATE SET ${column} = 'y'`])}`
      : '';
    const where = upsert === '' || !source.startsWith('SELECT') ? '' : ' WHERE true';
    const returning = r.chance(0.15) ? ` RETURNING ${this.#expression(1)}` : '';
    return `${verb} ${target} (${column}) ${source}${where}${upsert}${returning}`;
  }

  #update(): string {
    const r = this.#random;
    const from = r.chance(0.2) ? ` FROM ${this.#from(0)}` : '';
    const returning = r.chance(0.15) ? ` RETURNING ${this.#expression(1)}` : '';
    const target = r.chance(this.#hostility) ? this.#table() : this.#name(r.pick(['users', 'posts']));
    return `UPDATE ${target} SET ${r.pick(['data', 'body', 'id', 'name'])} = ${this.#expression(1)}${from} WHERE ${this.#expression(1)}${returning}`;
  }

  #delete(): string {
    const target = this.#random.chance(this.#hostility) ? this.#table() : this.#name('users');
    return `DELETE FROM ${target} WHERE ${this.#expression(2)}`;
  }

  #create(): string {
    const r = this.#random;
    const name = this.#name(r.chance(this.#hostility) ? '_forge_new' : `new_${r.below(1000)}`);
    const temp = r.pick(['', '', 'TEMP ', 'TEMPORARY ']);
    return r.pick([
      () =>
        `CREATE ${temp}TABLE ${name} (a ${r.pick(['INT', 'VARCHAR(9)', ''])} DEFAULT (${this.#constant()}), b CHECK (${this.#constant()}))`,
      () => `CREATE ${temp}TABLE IF NOT EXISTS ${name} AS ${this.#select(1)}`,
      () =>
        `CREATE TABLE ${name} (a, b AS (${this.#constant()}) ${r.pick(['STORED', 'VIRTUAL'])}, c REFERENCES ${this.#table()})`,
      () => `CREATE ${temp}VIEW ${name} AS ${this.#select(1)}`,
      () =>
        `CREATE INDEX ${name} ON posts (${r.pick(['title', 'lower(title)', "'x'"])}) WHERE ${this.#constant()}`,
      () => `CREATE UNIQUE INDEX ${name} ON tags (id)`,
    ])();
  }

  #constant(): string {
    return this.#random.chance(0.5) ? this.#call(0).replaceAll('*', '1') : '1';
  }

  #virtual(): string {
    const r = this.#random;
    const harmless = [
      'a, b',
      "content='users', name",
      'id, x0, x1',
      "notes, 'row'",
      'notes, row',
      "a, content = ''",
    ];
    const args = r.chance(this.#hostility)
      ? ["content='_forge_migrations', hash", 'hash, content=_forge_migrations', 'content="dbstat", name']
      : harmless;
    const exists = r.chance(0.3) ? 'IF NOT EXISTS ' : '';
    const module = this.#name(r.pick(allModules));
    return `CREATE VIRTUAL TABLE ${exists}${r.chance(0.1) ? 'main.' : ''}${this.#name(`v_${r.below(1000)}`)} USING ${module}${r.chance(0.9) ? `(${r.pick(args)})` : ''}`;
  }

  #trigger(): string {
    const r = this.#random;
    const body = r
      .several(1, 2, () => `${r.pick([() => this.#select(1), () => this.#delete()])()};`)
      .join(' ');
    const event = r.pick(['INSERT', 'UPDATE', 'DELETE', 'UPDATE OF title']);
    return `CREATE ${r.pick(['', 'TEMP '])}TRIGGER g_${r.below(1000)} ${r.pick(['AFTER', 'BEFORE'])} ${event} ON ${this.#name('posts')} ${r.chance(0.3) ? `WHEN ${this.#expression(0)} ` : ''}BEGIN ${body} END`;
  }

  #alterOrDrop(): string {
    const r = this.#random;
    const table = this.#table();
    return r.pick([
      `ALTER TABLE ${table} RENAME TO ${this.#name(r.chance(this.#hostility) ? '_forge_taken' : 'renamed')}`,
      `ALTER TABLE ${table} ADD COLUMN extra ${r.pick(['TEXT', 'INT DEFAULT 1'])}`,
      `ALTER TABLE posts RENAME COLUMN body TO ${this.#name('content')}`,
      'ALTER TABLE posts DROP COLUMN score',
      `DROP ${r.pick(['TABLE', 'VIEW', 'INDEX', 'TRIGGER'])} ${r.pick(['', 'IF EXISTS '])}${table}`,
      'DROP INDEX posts_title',
      'DROP TRIGGER posts_touch',
    ]);
  }

  #pragma(): string {
    const r = this.#random;
    const name = this.#name(r.pick(allPragmas));
    const value = r.pick([
      '1',
      '0',
      '-1',
      '+2',
      'ON',
      'off',
      "'wal'",
      '"DELETE"',
      'users',
      "'/tmp'",
      '0x10',
      '1.5',
      'full',
    ]);
    const form = r.pick([
      '',
      '',
      ` = ${value}`,
      `=${value}`,
      `(${value})`,
      ` == ${value}`,
      ' = ',
      `(${value}, 1)`,
    ]);
    return `PRAGMA ${r.chance(0.2) ? `${r.pick(['main', 'temp', '"main"', "'main'"])}.` : ''}${name}${form}`;
  }

  #control(): string {
    const r = this.#random;
    return r.pick([
      ...['BEGIN', 'BEGIN IMMEDIATE TRANSACTION', 'BEGIN DEFERRED', 'COMMIT', 'END TRANSACTION', 'ROLLBACK'],
      ...[
        'ROLLBACK TRANSACTION TO SAVEPOINT s',
        'SAVEPOINT s',
        "SAVEPOINT 's'",
        'RELEASE s',
        'RELEASE SAVEPOINT "s"',
      ],
      ...[
        'BEGIN EXCLUSIVE x',
        'COMMIT 1',
        'ROLLBACK TO',
        'SAVEPOINT',
        'BEGIN TRANSACTION t',
        'RELEASE savepoint',
      ],
      ...["ATTACH '/tmp/x' AS y", 'ATTACH DATABASE ? AS ?', 'DETACH main', 'DETACH DATABASE "y"'],
      ...['VACUUM', "VACUUM INTO '/tmp/x'", 'VACUUM main', "VACUUM main INTO 'file:/tmp/x'"],
    ]);
  }
}

const splices = [
  ...hostileTables,
  ...hostileTables.map((name) => `'${name}'`),
  ...hostileTables.map((name) => `"${name}"`),
  ...hostileTables.map((name) => `[${name}]`),
  ...hostileFunctions.map((name) => `${name}('x')`),
  ...[
    'ATTACH',
    'DETACH',
    'VACUUM',
    'PRAGMA',
    'USING',
    'dbstat()',
    ';',
    '--',
    '/*',
    '*/',
    "'",
    '"',
    '`',
    '[',
    ']',
    '(',
  ],
  ...[
    ')',
    ',',
    '.',
    '\0',
    '\ufeff',
    '\u00a0',
    'ı',
    'ſ',
    '\u212a',
    'END',
    'BEGIN',
    'CASE',
    'TRIGGER',
    '?',
    '::',
    '$a(',
  ],
];

/** A statement with a few of its parts exchanged, doubled, taken away or set in other quotes. */
export function mutate(sql: string, random: Random): string {
  const parts = sql.match(/'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|\w+|\s+|./gs) ?? [sql];
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const at = random.below(parts.length);
    const part = parts[at] ?? '';
    const bare = part.replace(/^['"`[](.*)['"`\]]$/s, '$1');
    parts[at] = random.pick([
      () => random.pick(splices),
      () => part + random.pick(splices),
      () => '',
      () => part + part,
      () => `"${bare}"`,
      () => `'${bare}'`,
      () => `[${bare}]`,
      () => `\`${bare}\``,
      () => part.toUpperCase(),
      () => random.pick(parts),
      () => random.pick(gaps) + part,
      () => part.slice(0, random.below(part.length + 1)),
    ])();
  }
  return parts.join('');
}
