import type { Random } from '../../support/random.ts';
import {
  columns,
  harmlessFunctions,
  harmlessTableFunctions,
  harmlessTables,
  hostileFunctions,
  hostileTables,
  ownTables,
} from './sql-vocabulary.ts';

/** Queries and their parts, with names written in every way that SQLite takes. */
export class RandomQuery {
  readonly #random: Random;
  /** How often a name is one that must not pass. */
  readonly #hostility: number;

  constructor(random: Random, hostility: number) {
    this.#random = random;
    this.#hostility = hostility;
  }

  select(depth: number): string {
    const r = this.#random;
    const list = r.several(1, 3, () => this.expression(depth)).join(', ');
    const from = r.chance(0.85) ? ` FROM ${this.from(depth)}` : '';
    const where = r.chance(0.4) ? ` WHERE ${this.expression(depth)}` : '';
    const group = r.chance(0.1) ? ` GROUP BY ${this.expression(0)}` : '';
    const order = r.chance(0.2) ? ' ORDER BY 1' : '';
    const limit = r.chance(0.2) ? ' LIMIT 5' : '';
    const compound = depth > 0 && r.chance(0.1) ? ` UNION ALL SELECT 1 FROM ${this.from(depth - 1)}` : '';
    if (compound !== '') return `SELECT 1${from}${where}${group}${compound}${limit}`;
    return `SELECT ${list}${from}${where}${group}${order}${limit}`;
  }

  from(depth: number): string {
    const r = this.#random;
    const source = (): string => {
      if (depth > 0 && r.chance(0.2)) return `(${this.select(depth - 1)}) AS ${r.pick(['q', '"r"', 's'])}`;
      if (r.chance(0.2)) return this.tableFunction();
      const table = this.table();
      return r.chance(0.2) ? `${table} AS ${r.pick(['a', '"b"', "'c'"])}` : table;
    };
    const joined = r.several(1, r.chance(0.3) ? 3 : 1, source).join(r.pick([', ', ' JOIN ', ' CROSS JOIN ']));
    return r.chance(0.1) ? `(${joined})` : joined;
  }

  tableFunction(): string {
    const r = this.#random;
    const name = r.chance(this.#hostility) ? r.pick(hostileTables) : r.pick(harmlessTableFunctions);
    return `${this.name(name)}(${r.pick(["'[1]'", "'users'", '1', ''])})`;
  }

  expression(depth: number): string {
    const r = this.#random;
    const simple: readonly (() => string)[] = [
      () => r.pick(columns),
      () => this.name(r.pick(columns)),
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
    const e = (): string => this.expression(depth - 1);
    return r.pick([
      ...simple,
      () => this.call(depth),
      () =>
        `${e()} ${r.pick(['+', '||', '=', '<', 'AND', 'OR', 'IS NOT', '->', '->>', '<<', 'IS DISTINCT FROM'])} ${e()}`,
      () => `(${this.select(depth - 1)})`,
      () => `${e()} IN ${this.table()}`,
      () => `${e()} IN (${this.select(0)})`,
      () => `${e()} IN ${this.tableFunction()}`,
      () => `EXISTS (${this.select(depth - 1)})`,
      () => `CASE WHEN ${e()} THEN ${e()} ELSE ${e()} END`,
      () => `CAST(${e()} AS ${r.pick(['INTEGER', 'TEXT', 'VARCHAR(10)'])})`,
      () => `${e()} LIKE ${e()}`,
    ])();
  }

  call(depth: number): string {
    const r = this.#random;
    const isHostile = r.chance(this.#hostility);
    const name = this.name(r.pick(isHostile ? hostileFunctions : harmlessFunctions), false);
    const args = isHostile
      ? r.several(1, 2, () => "'x'").join(', ')
      : r.pick([() => this.expression(depth - 1), () => '*', () => `${this.expression(0)}, 1`, () => ''])();
    return `${name}${r.pick(['', '', ' ', '/**/'])}(${args})${r.chance(0.05) ? ' OVER (ORDER BY 1)' : ''}`;
  }

  table(): string {
    const r = this.#random;
    const isHostile = r.chance(this.#hostility);
    const name = isHostile
      ? r.pick(hostileTables)
      : r.chance(0.1)
        ? r.pick(harmlessTables)
        : r.pick(ownTables);
    return (r.chance(0.1) ? `${this.name('main')}.` : '') + this.name(name);
  }

  /** A name in any of the ways in which SQLite takes it. */
  name(name: string, asString = true): string {
    const r = this.#random;
    const cased = r.chance(0.2)
      ? Array.from(name, (c) => (r.chance(0.5) ? c.toUpperCase() : c)).join('')
      : name;
    const ways = [cased, cased, cased, `"${cased}"`, `[${cased}]`, `\`${cased}\``];
    return r.pick(asString ? [...ways, `'${cased}'`] : ways);
  }

  with(): string {
    const r = this.#random;
    const name = r.pick(['c', 'd(x)', 'replace', '"select"', 'e']);
    return `WITH ${r.pick(['', 'RECURSIVE '])}${name} AS ${r.pick(['', 'MATERIALIZED ', 'NOT MATERIALIZED '])}(SELECT ${this.expression(1)} FROM ${this.from(0)})`;
  }
}
