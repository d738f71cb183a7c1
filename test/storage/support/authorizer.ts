import { constants, DatabaseSync } from 'node:sqlite';
import {
  authorizerPolicy,
  type AuthorizerAction,
  actionsByCode,
  pragmaTables,
  readPragmas,
  setPragmas,
  shownPragmas,
} from './authorizer-policy.ts';

export interface Verdict {
  /** SQLite could prepare the statement, or would have but for the denial. */
  readonly isSql: boolean;
  /** Actions that were asked for. */
  readonly actions: ReadonlySet<string>;
  /** The first action that was denied, with its names. */
  readonly denied: string | undefined;
}

/** A flag that SQLite gives to functions which must not be reached through a schema. */
const directOnly = 0x80000;

/** The other SQLite, in which an authorizer is asked for every action of a statement while it is prepared. */
export class Authorizer implements Disposable {
  readonly #database: DatabaseSync;
  readonly #empty = new DatabaseSync(':memory:');
  readonly #engineTables = new Map<string, boolean>();
  readonly #tables: ReadonlySet<string>;
  readonly #functions: ReadonlySet<string>;
  #actions = new Set<string>();
  #denied: string | undefined;

  /** @param schema statements that make the tables to ask about */
  constructor(schema: string) {
    this.#database = new DatabaseSync(':memory:', { limits: { attach: 0 } });
    this.#database.exec(schema);
    this.#tables = this.#names(
      `SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT GLOB '_forge_*'`,
    );
    this.#functions = this.#names(
      `SELECT name FROM pragma_function_list WHERE flags & ${directOnly} = 0
       AND name NOT LIKE 'geopoly%' AND name NOT LIKE 'rtree%'`,
    );
    this.#database.setAuthorizer((action, first, second) => this.#ask(action, first ?? '', second ?? ''));
  }

  judge(sql: string): Verdict {
    this.#actions = new Set();
    this.#denied = undefined;
    let isSql = true;
    try {
      this.#database.prepare(sql);
    } catch {
      isSql = this.#denied !== undefined;
    }
    return { isSql, actions: this.#actions, denied: this.#denied };
  }

  [Symbol.dispose](): void {
    this.#database.close();
    this.#empty.close();
  }

  #names(sql: string): ReadonlySet<string> {
    return new Set(
      this.#database
        .prepare(sql)
        .all()
        .map(({ name }) => String(name).toLowerCase()),
    );
  }

  #ask(code: number, first: string, second: string): number {
    const action = actionsByCode.get(code);
    this.#actions.add(action ?? `action ${code}`);
    if (action !== undefined && this.#isAllowed(action, first.toLowerCase(), second))
      return constants.SQLITE_OK;
    this.#denied ??= `${action ?? code}(${first}, ${second})`;
    return constants.SQLITE_DENY;
  }

  #isAllowed(action: AuthorizerAction, first: string, second: string): boolean {
    const { decision } = authorizerPolicy[action];
    if (decision !== 'by name') return decision === 'allow';
    switch (action) {
      case 'SQLITE_FUNCTION':
        return this.#functions.has(second.toLowerCase()) || this.#isOfAlterTable(second);
      case 'SQLITE_PRAGMA':
        return isAllowedPragma(first, second);
      case 'SQLITE_READ':
      case 'SQLITE_INSERT':
      case 'SQLITE_UPDATE':
      case 'SQLITE_DELETE':
        return this.#tables.has(first) || isEngineTable(first) || this.#isOfStatement(first);
      case 'SQLITE_CREATE_VTABLE':
        return (
          isGuestName(first) && ['fts5', 'fts5vocab', 'rtree', 'rtree_i32'].includes(second.toLowerCase())
        );
      case 'SQLITE_ALTER_TABLE':
        return isGuestName(second.toLowerCase());
      default:
        return isGuestName(first) && isGuestName(second.toLowerCase());
    }
  }

  /** A common table expression, or a table that is being created: no other database has a table of that name. */
  #isOfStatement(name: string): boolean {
    if (!isGuestName(name)) return false;
    let isEngines = this.#engineTables.get(name);
    if (isEngines === undefined) {
      try {
        this.#empty.prepare(`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`);
        isEngines = true;
      } catch (error) {
        isEngines = !String(error).includes('no such table');
      }
      this.#engineTables.set(name, isEngines);
    }
    return !isEngines;
  }

  /** ALTER TABLE is carried out by statements of SQLite's own, with functions that nobody else can call. */
  #isOfAlterTable(name: string): boolean {
    return this.#actions.has('SQLITE_ALTER_TABLE') && /^sqlite_(?:rename|drop|add|find|fail)_/.test(name);
  }
}

function isAllowedPragma(name: string, value: string): boolean {
  if (shownPragmas.has(name)) return true;
  return value === '' ? readPragmas.has(name) : (setPragmas.get(name)?.test(value) ?? false);
}

/** What belongs to SQLite itself: its schema, and tables that are functions. */
function isEngineTable(name: string): boolean {
  return (
    /^(?:sqlite_(?:temp_)?(?:master|schema)|sqlite_sequence|sqlite_stat[14]|jsonb?_(?:each|tree))$/.test(
      name,
    ) || pragmaTables.has(name)
  );
}

/** The host's names are words; a guest's may begin like them and go on otherwise. */
function isGuestName(name: string): boolean {
  return !/^_forge_\w*$/.test(name);
}
