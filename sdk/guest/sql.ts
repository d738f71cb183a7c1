import type { Json } from './json.ts';
import { MisuseError } from './misuse.ts';
import type { SqlValue } from './values.ts';

/** What can stand in `${…}` of a statement: a value, which is bound and never part of the text, or a piece of SQL. */
export type SqlPart = SqlValue | Sql;

/** A statement or a piece of one, with the values that it is bound to. */
export class Sql {
  readonly text: string;
  /** By position; or by name, which can't be a piece of another statement. */
  readonly params: readonly SqlValue[] | Readonly<Record<string, SqlValue>>;

  constructor(text: string, params: Sql['params']) {
    this.text = text;
    this.params = params;
  }
}

/** What a template became last time: most often its pieces of SQL are always the same. */
interface Joined {
  /** `undefined` in the place of a value. */
  readonly pieces: readonly (Sql | undefined)[];
  readonly text: string;
}

/** By the literal: a statement is prepared once for its text. */
const joined = new WeakMap<TemplateStringsArray, Joined>();

/** Loops by index: this runs in most calls, and iterators are dear in the engine of guests. */
export function fromTemplate(strings: TemplateStringsArray, parts: readonly SqlPart[]): Sql {
  const last = joined.get(strings);
  const params: SqlValue[] = [];
  let isSame = last !== undefined;
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] as SqlPart;
    const piece = last?.pieces[index];
    if (typeof part === 'object' && part instanceof Sql) {
      const inner = positional(part);
      if (inner.length > 0) params.push(...inner);
      isSame &&= part === piece || part.text === piece?.text;
    } else {
      params.push(part);
      isSame &&= piece === undefined;
    }
  }
  if (isSame && last !== undefined) return new Sql(last.text, params);
  const pieces = parts.map((part) => (part instanceof Sql ? part : undefined));
  let text = strings[0] ?? '';
  for (let index = 0; index < parts.length; index += 1) {
    text += (pieces[index]?.text ?? '?') + (strings[index + 1] ?? '');
  }
  joined.set(strings, { pieces, text });
  return new Sql(text, params);
}

function positional({ params, text }: Sql): readonly SqlValue[] {
  if (Array.isArray(params)) return params as readonly SqlValue[];
  throw new MisuseError(
    `"${text}" has named parameters and stands in another statement. Write it as sql\`…\` with \${values} in their places.`,
  );
}

/**
 * Only a text that stands in the source: one that is put together at run time could hold anything. A literal is a key
 * that an object can lack; `string` and patterns such as `a${string}` are none.
 */
export type LiteralText<Text extends string> =
  {} extends Record<Text, 1>
    ? 'A statement is a literal. Write sql`… ${value} …`, where the value is bound and never part of the text.'
    : Text;

interface SqlTag {
  /**
   * A statement or a piece of one. What stands in `${…}` is bound; a piece of SQL there becomes part of the text.
   *
   * sql\`SELECT id FROM issues WHERE status = ${status} ${after ? sql\`AND number > ${after}\` : sql\`\`}\`
   */
  (strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Sql;
  /** The same with placeholders: `sql('… WHERE id = ?', [id])` or `sql('… WHERE id = :id', { id })`. */
  <const Text extends string>(
    text: LiteralText<Text>,
    params: readonly SqlValue[] | Readonly<Record<string, SqlValue>>,
  ): Sql;
  /** What stands after IN: `WHERE id IN ${sql.list(ids)}`. The text is the same for any number of values. */
  list(values: readonly (string | number | boolean | null)[]): Sql;
  /**
   * Conditions that all have to hold, without those that are null, undefined or false:
   * `WHERE ${sql.and(sql\`number > 0\`, status && sql\`status = ${status}\`)}`.
   */
  and(...conditions: readonly (Sql | null | undefined | false | '')[]): Sql;
  /** A value to be stored as JSON text. */
  json(value: Json): string;
}

function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && Object.hasOwn(value, 'raw');
}

export const sql: SqlTag = Object.assign(
  (text: TemplateStringsArray | string, ...rest: readonly unknown[]): Sql => {
    if (isTemplate(text)) return fromTemplate(text, rest as readonly SqlPart[]);
    return new Sql(text, (rest[0] ?? []) as Sql['params']);
  },
  {
    list: (values: readonly (string | number | boolean | null)[]): Sql =>
      new Sql('(SELECT value FROM json_each(?))', [JSON.stringify(values)]),
    and: (...conditions: readonly (Sql | null | undefined | false | '')[]): Sql => {
      const given = conditions.filter((condition) => condition instanceof Sql);
      if (given.length === 0) return new Sql('true', []);
      return new Sql(given.map(({ text }) => `(${text})`).join(' AND '), given.flatMap(positional));
    },
    json: (value: Json): string => JSON.stringify(value),
  },
);
