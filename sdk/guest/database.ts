import * as host from 'forge:extension/host-sql@0.3.0';
import { MisuseError } from './misuse.ts';
import { forgetQueries, OneRow, Rows, runWaiting } from './queries.ts';
import { fromTemplate, Sql, type SqlPart } from './sql.ts';
import { carryOut } from './sql-error.ts';
import { encodeParameters, type SqlValue } from './values.ts';

/** What a statement has changed. */
export interface Changes {
  /** How many rows were inserted, changed or deleted. */
  readonly rows: number;
  /** After an INSERT that put a row in; a bigint beyond ±(2^53 − 1). */
  readonly lastInsertRowid: number | bigint | null;
}

/** Takes sql\`…\` directly behind its name, or what sql gave. */
type Statement<Result> = {
  (strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Result;
  (statement: Sql): Result;
};

interface Database {
  /**
   * All rows of a statement, for a list. Columns become fields by their names: `title`, `"repository.id"`, and
   * `"labels:json"` for JSON. Returned as it is, its rows never enter the extension.
   *
   * db.query\`SELECT id, title, created_at AS createdAt FROM issues WHERE status = ${status}\`
   */
  query(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Rows;
  query(statement: Sql): Rows;
  /** With the type of a row, for reading them: `db.query<{ readonly id: string }>\`…\`.read()`. */
  query<Row>(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): Rows<Row>;
  query<Row>(statement: Sql): Rows<Row>;
  /** The first row of a statement or null, for an object; also of an INSERT, UPDATE or DELETE with RETURNING. */
  get(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): OneRow;
  get(statement: Sql): OneRow;
  /** With the type of the row, for reading it: `db.get<{ readonly id: string }>\`…\`.read()`. */
  get<Row>(strings: TemplateStringsArray, ...parts: readonly SqlPart[]): OneRow<Row>;
  get<Row>(statement: Sql): OneRow<Row>;
  /** Runs a statement for what it changes; in a mutation, or in `init`. @throws SqlError */
  readonly execute: Statement<Changes>;
  /**
   * Runs one statement once for each element of `params`: all of them or none.
   *
   * db.executeMany('INSERT INTO labels (issue, name) VALUES (?, ?)', names.map((name) => [issue, name]))
   * @throws SqlError
   */
  executeMany(text: string, params: readonly (readonly SqlValue[])[]): Changes;
  /**
   * What `run` has changed is undone when it throws. A mutation is a transaction anyway; this is for a part of it that
   * may fail. It can be used within another.
   */
  transaction<Result>(run: () => Result): Result;
}

/** The extension's own SQLite database, usable in resolvers and in `init`. */
export const db: Database = {
  query: <Row>(statement: TemplateStringsArray | Sql, ...parts: readonly SqlPart[]) =>
    new Rows<Row>(statementOf('query', statement, parts)),

  get: <Row>(statement: TemplateStringsArray | Sql, ...parts: readonly SqlPart[]) =>
    new OneRow<Row>(statementOf('get', statement, parts)),

  execute: (statement: TemplateStringsArray | Sql, ...parts: readonly SqlPart[]) => {
    const { text, params } = statementOf('execute', statement, parts);
    runWaiting();
    const encoded = encodeParameters(params, text);
    return toChanges(carryOut(text, () => host.execute(text, encoded)));
  },

  executeMany: (text, params) => {
    runWaiting();
    const encoded = `[${params.map((values) => encodeParameters(values, text)).join(',')}]`;
    return toChanges(carryOut(text, () => host.executeMany(text, encoded)));
  },

  transaction: (run) => {
    runWaiting();
    carryOut('BEGIN', () => host.begin());
    const result = runInside(run);
    // When it can't be done, the transaction has ended all the same.
    carryOut('COMMIT', () => host.commit());
    return result;
  },
};

/** Undoes the transaction when `run` throws. */
function runInside<Result>(run: () => Result): Result {
  try {
    const result = run();
    if (isPromise(result)) {
      throw new MisuseError(
        'The function given to db.transaction is async. Statements run at once: write it without async and await.',
      );
    }
    runWaiting();
    return result;
  } catch (error) {
    forgetQueries();
    try {
      host.rollback();
    } catch {
      // What has thrown says more than that nothing was left to undo.
    }
    throw error;
  }
}

function statementOf(name: string, statement: TemplateStringsArray | Sql, parts: readonly SqlPart[]): Sql {
  if (statement instanceof Sql) return statement;
  if (Array.isArray(statement) && Object.hasOwn(statement, 'raw')) return fromTemplate(statement, parts);
  throw new MisuseError(
    `db.${name} was called with ${typeof statement === 'string' ? 'a text' : `a ${typeof statement}`}. Write db.${name}\`… \${value} …\`, or db.${name}(sql('… ? …', [value])).`,
  );
}

function toChanges({ rows, lastInsertRowid }: host.Changes): Changes {
  // The engine gives null for none, where its types say undefined.
  const digits = lastInsertRowid ?? null;
  if (digits === null) return { rows, lastInsertRowid: null };
  const rowid = BigInt(digits);
  const number = Number(rowid);
  return { rows, lastInsertRowid: Number.isSafeInteger(number) ? number : rowid };
}

export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
