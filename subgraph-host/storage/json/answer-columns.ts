/** Which field of the answer a column fills, or which object below it. */
export type AnswerNode =
  | { readonly kind: 'cell'; readonly column: string; readonly isJson: boolean }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, AnswerNode> };

export interface AnswerColumns {
  readonly names: readonly string[];
  /** Every column is a field of its own name: a row is its own answer. */
  readonly flat: boolean;
  readonly root: AnswerNode & { readonly kind: 'object' };
}

export type ParsedColumns =
  | { readonly kind: 'columns'; readonly columns: AnswerColumns }
  | { readonly kind: 'refused'; readonly message: string };

const field = /^[_A-Za-z][_0-9A-Za-z]*$/;
const jsonSuffix = ':json';
const maxDepth = 8;

/**
 * What the names of columns say about the fields of an answer: `title`, `repository.id`, `labels:json`.
 * @param names without duplicates
 */
export function parseAnswerColumns(names: readonly string[]): ParsedColumns {
  const root = new Map<string, AnswerNode>();
  let flat = true;
  for (const name of names) {
    const isJson = name.endsWith(jsonSuffix);
    const path = (isJson ? name.slice(0, -jsonSuffix.length) : name).split('.');
    if (!path.every((part) => field.test(part) && part !== '__proto__') || path.length > maxDepth) {
      return refused(`No field can have the name of the column "${name}"; give it one with AS.`);
    }
    if (!place(root, path, { kind: 'cell', column: name, isJson })) {
      return refused(`The column "${name}" fills a field that another column fills too.`);
    }
    flat &&= !isJson && path.length === 1;
  }
  return { kind: 'columns', columns: { names, flat, root: { kind: 'object', fields: root } } };
}

/** @returns `false` when the place is taken */
function place(fields: Map<string, AnswerNode>, path: readonly string[], cell: AnswerNode): boolean {
  const [name = '', ...rest] = path;
  const present = fields.get(name);
  if (rest.length === 0) {
    if (present !== undefined) return false;
    fields.set(name, cell);
    return true;
  }
  if (present?.kind === 'cell') return false;
  const below = new Map(present?.fields);
  fields.set(name, { kind: 'object', fields: below });
  return place(below, rest, cell);
}

function refused(message: string): ParsedColumns {
  return { kind: 'refused', message };
}
