import { modules, schemaObjects, statements, type StatementKind } from './policy.ts';
import { outlineOf, type StatementOutline } from './outline.ts';
import type { Parameters } from './parameters.ts';
import { judgePragma } from './pragma.ts';
import { parseTransactionCommand, type TransactionCommand } from './transaction-command.ts';
import { upperCase, type SqlToken } from './tokenizer.ts';

/** Where an INSERT puts its rows. */
export interface InsertTarget {
  readonly schema: string | undefined;
  readonly table: string;
  /** It may update a row instead. */
  readonly updatesOnConflict: boolean;
}

export type GatedStatement =
  | {
      readonly kind: 'statement';
      readonly statement: Exclude<StatementKind, 'transaction'>;
      readonly parameters: Parameters;
      readonly insertTarget: InsertTarget | undefined;
    }
  | { readonly kind: 'transaction'; readonly command: TransactionCommand }
  /** `PRAGMA foreign_keys = …`: nothing for SQLite, which would ignore it in a transaction. */
  | { readonly kind: 'foreign-keys'; readonly on: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Decides whether SQLite may see a text, and as what. A pure function of the text: a statement that was let through
 * once may be kept and run again.
 * @see docs/sql-policy.md
 */
export function gate(sql: string): GatedStatement {
  if (sql.includes('\0')) return refused('The statement holds a NUL character.');
  const outline = outlineOf(sql);
  if (typeof outline === 'string') return refused(outline);
  const { head, verb, isExplained } = outline;
  const [first] = head;
  if (first === undefined) return refused('The statement is empty.');
  const statement = statements.get(verb);
  if (statement === undefined) return refused(notPermitted(sql, first));
  if (statement === 'explain' || (isExplained && statement === 'transaction')) {
    return refused('Only a statement that may be run can be explained.');
  }
  const gated = judge(statement, outline);
  if (!isExplained || gated.kind === 'refused') return gated;
  // SQLite switches what a pragma switches even when it only explains it.
  if (gated.kind !== 'statement') return refused('Switching foreign keys cannot be explained.');
  return { ...gated, statement: 'explain', insertTarget: undefined };
}

function judge(statement: Exclude<StatementKind, 'explain'>, outline: StatementOutline): GatedStatement {
  const { head, length, afterVerb } = outline;
  switch (statement) {
    case 'select':
    case 'update':
    case 'delete':
    case 'maintenance':
      return allowed(statement, outline);
    case 'insert':
      return allowed(statement, outline, insertTarget(afterVerb, outline.updatesOnConflict));
    case 'schema':
      return schemaRefusal(head) ?? allowed(statement, outline);
    case 'pragma': {
      if (length > head.length) return refused('A pragma takes one value.');
      const verdict = judgePragma(head);
      return verdict.kind === 'permitted' ? allowed(statement, outline) : verdict;
    }
    case 'transaction': {
      const command = length > head.length ? undefined : parseTransactionCommand(head);
      if (command !== undefined) return { kind: 'transaction', command };
      return refused(`${head[0]?.text ?? ''} is followed by what SQLite does not know there.`);
    }
  }
}

function allowed(
  statement: Exclude<StatementKind, 'transaction'>,
  { parameters }: StatementOutline,
  target?: InsertTarget,
): GatedStatement {
  return { kind: 'statement', statement, parameters, insertTarget: target };
}

/** CREATE, ALTER or DROP of what may exist. */
function schemaRefusal([, ...rest]: readonly SqlToken[]): GatedStatement | undefined {
  const at = rest.findIndex(({ kind, text }) => kind !== 'word' || !/^(?:TEMP|TEMPORARY|UNIQUE)$/.test(text));
  const object = rest[at];
  if (object?.kind !== 'word' || !schemaObjects.has(object.text)) {
    return refused(`Only tables, indexes, views and triggers can be created, altered or dropped.`);
  }
  return object.text === 'VIRTUAL' ? moduleRefusal(rest.slice(at + 1)) : undefined;
}

/** @param rest after VIRTUAL: `TABLE [IF NOT EXISTS] [schema.]name USING module …` */
function moduleRefusal([table, ...rest]: readonly SqlToken[]): GatedStatement | undefined {
  const isConditional = rest[0]?.text === 'IF' && rest[1]?.text === 'NOT' && rest[2]?.text === 'EXISTS';
  const named = isConditional ? rest.slice(3) : rest;
  const [using, module] = named.slice(named[1]?.text === '.' ? 3 : 1);
  const isWhole =
    table?.kind === 'word' && table.text === 'TABLE' && using?.kind === 'word' && using.text === 'USING';
  const name = module === undefined ? '' : upperCase(module.text).toLowerCase();
  if (isWhole && modules.has(name)) return undefined;
  return refused(`A virtual table must be one of ${[...modules].join(', ')}.`);
}

/** @param tokens after INSERT or REPLACE: `[OR …] INTO [schema.]table` */
function insertTarget(tokens: readonly SqlToken[], updatesOnConflict: boolean): InsertTarget | undefined {
  const into = tokens.findIndex(({ kind, text }) => kind === 'word' && text === 'INTO');
  const [first, dot, second] = tokens.slice(into + 1);
  if (into === -1 || first === undefined) return undefined;
  return dot?.text === '.' && second !== undefined
    ? { schema: first.text, table: second.text, updatesOnConflict }
    : { schema: undefined, table: first.text, updatesOnConflict };
}

function notPermitted(sql: string, { start, end }: SqlToken): string {
  return `A statement that begins with ${sql.slice(start, Math.min(end, start + 40))} is not permitted.`;
}

function refused(reason: string): GatedStatement {
  return { kind: 'refused', reason };
}
