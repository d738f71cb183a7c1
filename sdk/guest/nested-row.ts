type Row = Record<string, unknown>;

const jsonSuffix = ':json';

/**
 * Rows in the shape that the host gives them when they answer by reference: the column `"repository.id"` is the field
 * `id` of an object, which is null when all its columns are; the cells of `"labels:json"` are parsed.
 */
export function nested(rows: readonly Row[]): readonly object[] {
  const [first] = rows;
  if (first === undefined) return rows;
  const special = Object.keys(first).filter((name) => name.includes('.') || name.endsWith(jsonSuffix));
  return special.length === 0 ? rows : rows.map((row) => nestedRow(row));
}

function nestedRow(row: Row): object {
  const result: Row = {};
  for (const [name, cell] of Object.entries(row)) {
    const isJson = name.endsWith(jsonSuffix);
    const path = (isJson ? name.slice(0, -jsonSuffix.length) : name).split('.');
    const value: unknown = isJson && typeof cell === 'string' ? JSON.parse(cell) : cell;
    place(result, path, value);
  }
  return withoutEmpty(result);
}

function place(into: Row, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const inner = into[name] instanceof Nested ? into[name] : new Nested();
  into[name] = inner;
  place(inner.fields, rest, value);
}

/** An object that columns make, told apart from one that a cell of JSON holds. */
class Nested {
  readonly fields: Row = {};
}

function withoutEmpty(fields: Row): Row {
  for (const [name, value] of Object.entries(fields)) {
    if (!(value instanceof Nested)) continue;
    const inner = withoutEmpty(value.fields);
    fields[name] = Object.values(inner).every((cell) => cell === null) ? null : inner;
  }
  return fields;
}
