import { defaultDatabaseLimits, type DatabaseLimits } from '@forgepoint/common/database-limits.ts';
import {
  functions,
  hostPrefix,
  modules,
  pragmas,
  refusedFunctions,
  refusedModules,
  refusedPragmas,
  refusedStatements,
  statements,
  tableFunctions,
  type PragmaUse,
  type StatementKind,
} from '../../subgraph-host/storage/sql/policy.ts';
import {
  actions,
  authorizerPolicy,
  pragmaTables,
  readPragmas,
  setPragmas,
  shownPragmas,
  type AuthorizerAction,
} from '../../test/storage/support/authorizer-policy.ts';

/** What the gate does where the authorizer is asked for an action. */
const gateRules: Readonly<Record<AuthorizerAction, string>> = {
  SQLITE_SELECT: 'SELECT, VALUES, WITH',
  SQLITE_RECURSIVE: 'WITH RECURSIVE',
  SQLITE_READ: 'no name of a refused table, bare, quoted or as a whole string; no name of the host',
  SQLITE_INSERT: 'INSERT, REPLACE; names as for reading',
  SQLITE_UPDATE: 'UPDATE; names as for reading',
  SQLITE_DELETE: 'DELETE; names as for reading',
  SQLITE_CREATE_TABLE: 'CREATE TABLE; no name of the host',
  SQLITE_CREATE_TEMP_TABLE: 'the same',
  SQLITE_CREATE_INDEX: 'CREATE INDEX; no name of the host',
  SQLITE_CREATE_TEMP_INDEX: 'the same',
  SQLITE_CREATE_VIEW: 'CREATE VIEW; its body like a statement',
  SQLITE_CREATE_TEMP_VIEW: 'the same',
  SQLITE_CREATE_TRIGGER: 'CREATE TRIGGER; its body like statements',
  SQLITE_CREATE_TEMP_TRIGGER: 'the same',
  SQLITE_CREATE_VTABLE: 'the module after USING is listed; the names in its arguments as for reading',
  SQLITE_DROP_VTABLE: 'DROP TABLE; no name of the host',
  SQLITE_DROP_TABLE: 'DROP TABLE; no name of the host',
  SQLITE_DROP_TEMP_TABLE: 'the same',
  SQLITE_DROP_INDEX: 'DROP INDEX; no name of the host',
  SQLITE_DROP_TEMP_INDEX: 'the same',
  SQLITE_DROP_VIEW: 'DROP VIEW; no name of the host',
  SQLITE_DROP_TEMP_VIEW: 'the same',
  SQLITE_DROP_TRIGGER: 'DROP TRIGGER; no name of the host',
  SQLITE_DROP_TEMP_TRIGGER: 'the same',
  SQLITE_ALTER_TABLE: 'ALTER TABLE; no name of the host, the new one included',
  SQLITE_REINDEX: 'REINDEX',
  SQLITE_ANALYZE: 'ANALYZE',
  SQLITE_PRAGMA: 'PRAGMA; name and value listed below',
  SQLITE_FUNCTION: 'no refused function before an opening parenthesis',
  SQLITE_TRANSACTION: 'never passed on: BEGIN, COMMIT, END and ROLLBACK become savepoints',
  SQLITE_SAVEPOINT: 'never passed on: names are changed',
  SQLITE_ATTACH: 'refused by its first word, as is VACUUM',
  SQLITE_DETACH: 'refused by its first word',
};

const pragmaUses: Readonly<Record<PragmaUse, string>> = {
  query: 'read',
  argument: 'read, with an argument',
  number: 'read, set to a number',
  boolean: 'read, switched',
  'foreign-keys': 'read; ON is accepted, OFF only in migrations',
};

const limits: Readonly<Record<keyof DatabaseLimits, string>> = {
  maxDatabaseBytes: 'bytes of the database; its log may take as much again while a transaction runs',
  maxTemporaryBytes: 'bytes of temporary tables, kept in memory',
  maxRows: 'rows of a result',
  maxResultBytes: 'bytes of a result in memory',
  maxParameters: 'values bound to a statement',
  maxParameterBytes: 'bytes of these values in memory',
  maxSqlLength: 'characters of a statement',
  maxScriptLength: 'characters of a migration',
  maxNewStatements: 'statements of one call whose text was not seen lately',
};

/** The text of `docs/sql-policy.md`. */
export function sqlPolicyPage(): string {
  return `# What SQL an extension may run

Generated from \`subgraph-host/storage/sql/policy.ts\` and \`test/storage/support/authorizer-policy.ts\` by
\`npm run generate\`; do not edit.

The **gate** reads the tokens of a statement before SQLite sees it; it is what runs in production. The **authorizer** is
SQLite's own check of everything that a statement does, which better-sqlite3 doesn't offer and \`node:sqlite\` does; it is
what the gate is fuzzed against. Both policies stand here side by side. Whatever the authorizer would deny, the gate has to
deny. What the engine has and neither list names is refused at start: a host does not open a database with another SQLite.
Why it is done so, and what it cannot do, is in [ADR 10](adr/0010-sql-gate.md).

## Actions

| What a statement does | Authorizer | Gate |
| --- | --- | --- |
${rows(actions.map((action) => [code(action), authorizerText(action), gateRules[action]]))}

SQLite asks its authorizer nothing when it prepares VACUUM. Names of the host begin with \`${hostPrefix}\`, after which
they have letters, digits and \`_\` only.

## Statements

| First word | Kind |
| --- | --- |
${rows(kinds())}

## Pragmas

| Pragma | Gate | As a table | Authorizer |
| --- | --- | --- | --- |
${rows([...pragmas].map(([name, { use, asTable }]) => [code(name), pragmaUses[use], asTable ? 'yes' : 'no', authorizerPragma(name)]))}

Refused: ${list(refusedPragmas)}.

## Virtual tables

Can be created: ${list(modules)}. Can be used as functions of a FROM clause: ${list(tableFunctions)}, the pragmas above, and
the extension's own virtual tables.

Refused: ${list([...refusedModules.keys()])}.

## Functions

Refused: ${list(refusedFunctions)}. The authorizer allows those that SQLite doesn't mark as direct-only, but for R-tree's and
Geopoly's.

Allowed: ${list(functions)}.

## Limits

| At most | Of what |
| --- | --- |
${rows(Object.entries(limits).map(([name, what]) => [String(defaultDatabaseLimits[name as keyof DatabaseLimits]), what]))}

Beside these stand SQLite's own: an expression may be 1000 levels deep, a SELECT may have 500 terms, a table or a result 2000
columns, a function 1000 arguments, one value 512 MiB, a chain of triggers 1000 links. Statements without end meet the deadline
of their call, those that take too much memory end their process.
`;
}

function authorizerText(action: AuthorizerAction): string {
  const { decision, note } = authorizerPolicy[action];
  return `${decision}: ${note}`;
}

function authorizerPragma(name: string): string {
  const uses = [
    ...(shownPragmas.has(name) ? ['read, with any argument'] : []),
    ...(readPragmas.has(name) ? ['read'] : []),
    ...(setPragmas.has(name) ? [`set to ${code(String(setPragmas.get(name)).replaceAll('|', '\\|'))}`] : []),
    ...(pragmaTables.has(`pragma_${name}`) ? ['as a table'] : []),
  ];
  return uses.join('; ') || 'deny';
}

function kinds(): readonly (readonly string[])[] {
  const texts: Readonly<Record<StatementKind, string>> = {
    select: 'reads',
    insert: 'inserts',
    update: 'updates',
    delete: 'deletes',
    schema: 'a table, index, view, trigger or virtual table',
    maintenance: 'keeps indexes and statistics',
    pragma: 'see below',
    explain: 'of what may be run',
    transaction: 'of the guest, inside that of the host',
  };
  return [
    ...[...statements].map(([word, kind]) => [word, texts[kind]]),
    ['WITH', 'that of the statement after it'],
    ...refusedStatements.map((word) => [word, 'refused']),
  ];
}

function rows(cells: readonly (readonly string[])[]): string {
  return cells.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function list(names: Iterable<string>): string {
  return [...names].map(code).join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}
