import { constants } from 'node:sqlite';

/** What an action's two names say, for the page that sets both policies side by side. */
export interface AuthorizerRule {
  readonly decision: 'allow' | 'deny' | 'by name';
  readonly note: string;
}

const allow = (note: string): AuthorizerRule => ({ decision: 'allow', note });
const deny = (note: string): AuthorizerRule => ({ decision: 'deny', note });
const byName = (note: string): AuthorizerRule => ({ decision: 'by name', note });

/**
 * The policy in the terms of SQLite's own authorizer, written apart from the gate's: an action that isn't listed is
 * denied.
 * @see https://sqlite.org/c3ref/c_alter_table.html
 */
export const authorizerPolicy = {
  SQLITE_SELECT: allow('reading'),
  SQLITE_RECURSIVE: allow('recursive common table expressions; without end they are the deadline’s'),
  SQLITE_READ: byName('tables that the schema has, json_each and the like, and listed pragmas as tables'),
  SQLITE_INSERT: byName('tables that the schema has'),
  SQLITE_UPDATE: byName('tables that the schema has'),
  SQLITE_DELETE: byName('tables that the schema has'),
  SQLITE_CREATE_TABLE: byName('no name of the host'),
  SQLITE_CREATE_TEMP_TABLE: byName('no name of the host'),
  SQLITE_CREATE_INDEX: byName('no name of the host'),
  SQLITE_CREATE_TEMP_INDEX: byName('no name of the host'),
  SQLITE_CREATE_VIEW: byName('no name of the host'),
  SQLITE_CREATE_TEMP_VIEW: byName('no name of the host'),
  SQLITE_CREATE_TRIGGER: byName('no name of the host'),
  SQLITE_CREATE_TEMP_TRIGGER: byName('no name of the host'),
  SQLITE_CREATE_VTABLE: byName('modules fts5, fts5vocab, rtree and rtree_i32'),
  SQLITE_DROP_VTABLE: byName('no name of the host'),
  SQLITE_DROP_TABLE: byName('no name of the host'),
  SQLITE_DROP_TEMP_TABLE: byName('no name of the host'),
  SQLITE_DROP_INDEX: byName('no name of the host'),
  SQLITE_DROP_TEMP_INDEX: byName('no name of the host'),
  SQLITE_DROP_VIEW: byName('no name of the host'),
  SQLITE_DROP_TEMP_VIEW: byName('no name of the host'),
  SQLITE_DROP_TRIGGER: byName('no name of the host'),
  SQLITE_DROP_TEMP_TRIGGER: byName('no name of the host'),
  SQLITE_ALTER_TABLE: byName('no table of the host'),
  SQLITE_REINDEX: allow('rebuilding indexes'),
  SQLITE_ANALYZE: allow('statistics of the planner'),
  SQLITE_PRAGMA: byName('a list, and most of them only to be read'),
  SQLITE_FUNCTION: byName('all that SQLite doesn’t mark as direct-only, but for those of R-tree and Geopoly'),
  SQLITE_TRANSACTION: deny('the host’s; a guest’s own becomes a savepoint'),
  SQLITE_SAVEPOINT: deny('the host’s; a guest’s own gets another name'),
  SQLITE_ATTACH: deny('any file, and VACUUM, which attaches when it runs'),
  SQLITE_DETACH: deny('nothing is attached'),
} as const satisfies Readonly<Record<string, AuthorizerRule>>;

export type AuthorizerAction = keyof typeof authorizerPolicy;

export const actions = Object.keys(authorizerPolicy) as readonly AuthorizerAction[];

/** The numbers by which the authorizer is asked. */
export const actionsByCode: ReadonlyMap<number, AuthorizerAction> = new Map(
  actions.map((name) => [constants[name], name]),
);

/** Pragmas that may be read, with an argument that names or counts what to show. */
export const shownPragmas: ReadonlySet<string> = new Set(
  `table_info table_xinfo table_list index_list index_info index_xinfo foreign_key_list foreign_key_check
  integrity_check quick_check optimize analysis_limit`.split(/\s+/),
);

/** Pragmas that may be read, without an argument. */
export const readPragmas: ReadonlySet<string> = new Set(
  `application_id collation_list compile_options data_version defer_foreign_keys encoding foreign_keys
  freelist_count page_count page_size recursive_triggers schema_version user_version`.split(/\s+/),
);

/** Pragmas that may be set, and to what. */
export const setPragmas: ReadonlyMap<string, RegExp> = new Map([
  ['user_version', /^[+-]?\d+$/],
  ['application_id', /^[+-]?\d+$/],
  ['defer_foreign_keys', /^(?:on|off|yes|no|true|false|0|1)$/i],
  ['foreign_keys', /^(?:on|off|yes|no|true|false|0|1)$/i],
]);

export const pragmaTables: ReadonlySet<string> = new Set(
  [...shownPragmas, ...readPragmas]
    .filter((name) => name !== 'optimize' && name !== 'analysis_limit')
    .map((name) => `pragma_${name}`),
);
