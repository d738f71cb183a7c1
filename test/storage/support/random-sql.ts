import type { Random } from '../../support/random.ts';
import { RandomQuery } from './random-query.ts';
import { allModules, allPragmas, controls, gaps, pragmaForms, pragmaValues } from './sql-vocabulary.ts';

/** Statements of SQLite's grammar; at least half of them SQLite can prepare. */
export class RandomSql {
  readonly #random: Random;
  /** How often a name is one that must not pass. */
  readonly #hostility: number;
  readonly #query: RandomQuery;

  constructor(random: Random, hostility: number) {
    this.#random = random;
    this.#query = new RandomQuery(random, hostility);
    this.#hostility = hostility;
  }

  statement(): string {
    const r = this.#random;
    const kinds: readonly (() => string)[] = [
      () => this.#query.select(2),
      () => this.#query.select(2),
      () => `${this.#query.with()} ${this.#query.select(1)}`,
      () => this.#insert(),
      () => this.#update(),
      () => this.#delete(),
      () => `${this.#query.with()} ${r.pick([this.#insert(), this.#update(), this.#delete()])}`,
      () => this.#create(),
      () => this.#virtual(),
      () => this.#trigger(),
      () => this.#alterOrDrop(),
      () => this.#pragma(),
      () =>
        r.pick([
          'ANALYZE',
          'REINDEX',
          `ANALYZE ${this.#query.table()}`,
          `REINDEX ${this.#query.name(r.pick(['users', 'posts', 'tags']))}`,
        ]),
      () => r.pick(controls),
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
    const target = r.chance(this.#hostility) ? this.#query.table() : this.#query.name(table ?? '');
    const source = r.pick([
      () => `VALUES (${this.#query.expression(1)})`,
      () => `SELECT ${this.#query.expression(1)} FROM ${this.#query.from(1)}`,
    ])();
    const upsert = r.chance(0.15)
      ? ` ON CONFLICT DO ${r.pick(['NOTHING', `UPDATE SET ${column} = 'y'`])}`
      : '';
    const where = upsert === '' || !source.startsWith('SELECT') ? '' : ' WHERE true';
    const returning = r.chance(0.15) ? ` RETURNING ${this.#query.expression(1)}` : '';
    return `${verb} ${target} (${column}) ${source}${where}${upsert}${returning}`;
  }

  #update(): string {
    const r = this.#random;
    const from = r.chance(0.2) ? ` FROM ${this.#query.from(0)}` : '';
    const returning = r.chance(0.15) ? ` RETURNING ${this.#query.expression(1)}` : '';
    const target = r.chance(this.#hostility)
      ? this.#query.table()
      : this.#query.name(r.pick(['users', 'posts']));
    return `UPDATE ${target} SET ${r.pick(['data', 'body', 'id', 'name'])} = ${this.#query.expression(1)}${from} WHERE ${this.#query.expression(1)}${returning}`;
  }

  #delete(): string {
    const target = this.#random.chance(this.#hostility) ? this.#query.table() : this.#query.name('users');
    return `DELETE FROM ${target} WHERE ${this.#query.expression(2)}`;
  }

  #create(): string {
    const r = this.#random;
    const name = this.#query.name(r.chance(this.#hostility) ? '_forge_new' : `new_${r.below(1000)}`);
    const temp = r.pick(['', '', 'TEMP ', 'TEMPORARY ']);
    return r.pick([
      () =>
        `CREATE ${temp}TABLE ${name} (a ${r.pick(['INT', 'VARCHAR(9)', ''])} DEFAULT (${this.#constant()}), b CHECK (${this.#constant()}))`,
      () => `CREATE ${temp}TABLE IF NOT EXISTS ${name} AS ${this.#query.select(1)}`,
      () =>
        `CREATE TABLE ${name} (a, b AS (${this.#constant()}) ${r.pick(['STORED', 'VIRTUAL'])}, c REFERENCES ${this.#query.table()})`,
      () => `CREATE ${temp}VIEW ${name} AS ${this.#query.select(1)}`,
      () =>
        `CREATE INDEX ${name} ON posts (${r.pick(['title', 'lower(title)', "'x'"])}) WHERE ${this.#constant()}`,
      () => `CREATE UNIQUE INDEX ${name} ON tags (id)`,
    ])();
  }

  #constant(): string {
    return this.#random.chance(0.5) ? this.#query.call(0).replaceAll('*', '1') : '1';
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
    const module = this.#query.name(r.pick(allModules));
    return `CREATE VIRTUAL TABLE ${exists}${r.chance(0.1) ? 'main.' : ''}${this.#query.name(`v_${r.below(1000)}`)} USING ${module}${r.chance(0.9) ? `(${r.pick(args)})` : ''}`;
  }

  #trigger(): string {
    const r = this.#random;
    const body = r
      .several(1, 2, () => `${r.pick([() => this.#query.select(1), () => this.#delete()])()};`)
      .join(' ');
    const event = r.pick(['INSERT', 'UPDATE', 'DELETE', 'UPDATE OF title']);
    return `CREATE ${r.pick(['', 'TEMP '])}TRIGGER g_${r.below(1000)} ${r.pick(['AFTER', 'BEFORE'])} ${event} ON ${this.#query.name('posts')} ${r.chance(0.3) ? `WHEN ${this.#query.expression(0)} ` : ''}BEGIN ${body} END`;
  }

  #alterOrDrop(): string {
    const r = this.#random;
    const table = this.#query.table();
    return r.pick([
      `ALTER TABLE ${table} RENAME TO ${this.#query.name(r.chance(this.#hostility) ? '_forge_taken' : 'renamed')}`,
      `ALTER TABLE ${table} ADD COLUMN extra ${r.pick(['TEXT', 'INT DEFAULT 1'])}`,
      `ALTER TABLE posts RENAME COLUMN body TO ${this.#query.name('content')}`,
      'ALTER TABLE posts DROP COLUMN score',
      `DROP ${r.pick(['TABLE', 'VIEW', 'INDEX', 'TRIGGER'])} ${r.pick(['', 'IF EXISTS '])}${table}`,
      'DROP INDEX posts_title',
      'DROP TRIGGER posts_touch',
    ]);
  }

  #pragma(): string {
    const r = this.#random;
    const name = this.#query.name(r.pick(allPragmas));
    const form = r.pick(pragmaForms).replace('?', r.pick(pragmaValues));
    return `PRAGMA ${r.chance(0.2) ? `${r.pick(['main', 'temp', '"main"', "'main'"])}.` : ''}${name}${form}`;
  }
}
