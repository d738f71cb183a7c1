import type { AnswerColumns, AnswerNode } from './answer-columns.ts';
import { isSafe, type RowScan } from './row-scan.ts';
import { base64 } from './rows.ts';
import type { Row, SqlValue } from '../values.ts';

/** A cell of a `:json` column that is not JSON. */
export class InvalidJsonCell extends Error {
  constructor(column: string) {
    super(`a row whose column "${column}" does not hold JSON`);
  }
}

/** Rows that stay with the host until they are an answer. */
export interface AnswerRows {
  readonly columns: AnswerColumns;
  readonly rows: readonly Row[];
  /** For an answer. */
  readonly scan: RowScan;
}

/**
 * Encodes each row as an object of the answer.
 * @returns JSON texts, in the order of the rows
 * @throws InvalidJsonCell
 */
export function encodeAnswers({ columns, rows, scan }: AnswerRows): readonly string[] {
  if (columns.flat && scan.makePlain(rows)) return rows.map((row) => JSON.stringify(row));
  return rows.map((row) => encodeFields(columns.root.fields, row).json);
}

/** The same as the JSON array of them. */
export function encodeAnswerList(answer: AnswerRows): string {
  const { columns, rows, scan } = answer;
  if (columns.flat && scan.makePlain(rows)) return JSON.stringify(rows);
  return `[${encodeAnswers(answer).join(',')}]`;
}

function encodeFields(
  fields: ReadonlyMap<string, AnswerNode>,
  row: Row,
): { readonly json: string; readonly isNull: boolean } {
  let json = '{';
  let isNull = true;
  for (const [name, node] of fields) {
    const value = node.kind === 'object' ? encodeObject(node.fields, row) : encodeCell(node, row);
    if (value !== 'null') isNull = false;
    json += `${json === '{' ? '' : ','}"${name}":${value}`;
  }
  return { json: `${json}}`, isNull };
}

/** Null when every column of it is NULL. */
function encodeObject(fields: ReadonlyMap<string, AnswerNode>, row: Row): string {
  const { json, isNull } = encodeFields(fields, row);
  return isNull ? 'null' : json;
}

function encodeCell({ column, isJson }: AnswerNode & { readonly kind: 'cell' }, row: Row): string {
  const value = row[column] as SqlValue;
  if (value === null) return 'null';
  if (isJson) return checkedJson(column, value);
  switch (typeof value) {
    case 'bigint':
      return isSafe(value) ? String(value) : `"${value}"`;
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'string':
      return JSON.stringify(value);
    default:
      return `"${base64(value)}"`;
  }
}

/** What a cell holds becomes part of a longer text: only what was parsed and written again may. */
function checkedJson(column: string, value: Exclude<SqlValue, null>): string {
  try {
    if (typeof value !== 'object') return JSON.stringify(JSON.parse(String(value)));
  } catch {
    // Told below.
  }
  throw new InvalidJsonCell(column);
}
