import { GraphQLError } from 'graphql';
import type { FieldShape, SelectionShape, TypeShape } from './shape.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** An answer of a subgraph that no value of the schema can be made of, such as an object in the place of a list. */
export class MisfitError extends Error {}

export interface Shaped {
  readonly data: JsonObject | null;
  /** Places where null stands for a value that the schema doesn't permit. */
  readonly problems: readonly GraphQLError[];
}

/**
 * Makes the answer to an operation of what the subgraphs have answered: what is selected, in its order, null where the
 * schema's promise isn't kept. As `computeResponse` of @apollo/gateway does it.
 * @throws MisfitError
 * @see https://spec.graphql.org/draft/#sec-Handling-Execution-Errors
 */
export function shapeAnswer(input: JsonObject, selection: SelectionShape): Shaped {
  const shaping = new Shaping();
  const data = shaping.object(input, selection, undefined);
  return { data: data ?? null, problems: shaping.problems };
}

/** Says that there is no value where there has to be one, so that what it belongs to is null. */
const missing = Symbol('missing');

class Shaping {
  readonly problems: GraphQLError[] = [];
  readonly #path: (string | number)[] = [];

  /** @returns `undefined` when one of its fields is missing */
  object(
    input: JsonObject,
    selection: SelectionShape,
    typename: string | undefined,
  ): Record<string, unknown> | undefined {
    const output: Record<string, unknown> = {};
    const fields = selection.fieldsOf(typename);
    if (fields === undefined) return undefined;
    for (const field of fields) {
      const { name, type } = field;
      if (type === null) {
        const given = own(input, name) ?? own(input, '__typename');
        const shown = selection.typenameOf(typeof given === 'string' ? given : undefined, field.parent);
        if (shown === undefined) return undefined;
        output[name] = shown;
        continue;
      }
      this.#path.push(name);
      const value = this.#value(type, own(input, name), field);
      this.#path.pop();
      if (value === missing) return undefined;
      output[name] = value;
    }
    return output;
  }

  #value(type: TypeShape, input: unknown, field: FieldShape): unknown {
    if (input === null || input === undefined) {
      if (!type.isNonNull) return null;
      this.#report(`Cannot return null for non-nullable ${this.#place(type, field)}.`);
      return missing;
    }
    const value = this.#given(type, input, field);
    return value === undefined ? (type.isNonNull ? missing : null) : value;
  }

  /** @returns `undefined` when nothing valid is given */
  #given(type: TypeShape, input: unknown, field: FieldShape): unknown {
    switch (type.kind) {
      case 'leaf':
        if (type.isValid(input)) return input;
        this.#report(`Invalid value found for ${this.#place(type, field)}.`);
        return undefined;
      case 'list':
        return this.#list(type.of, input, field);
      case 'object': {
        if (typeof input !== 'object' || Array.isArray(input)) throw this.#misfit();
        const typename = own(input as JsonObject, '__typename');
        if (typename !== undefined && typeof typename !== 'string') throw this.#misfit();
        const { selection } = type;
        if (typename !== undefined && typename !== '' && selection.fieldsOf(typename) === undefined) {
          this.#report(`Invalid __typename found for object at ${this.#place(type, field)}.`);
          return undefined;
        }
        return this.object(input as JsonObject, selection, typename === '' ? undefined : typename);
      }
    }
  }

  #list(type: TypeShape, input: unknown, field: FieldShape): readonly unknown[] | undefined {
    if (!Array.isArray(input)) throw this.#misfit();
    let isComplete = true;
    const output: unknown[] = [];
    for (let index = 0; index < input.length; index += 1) {
      this.#path.push(index);
      const value = this.#value(type, input[index], field);
      this.#path.pop();
      if (value === missing) isComplete = false;
      else output.push(value);
    }
    return isComplete ? output : undefined;
  }

  #report(message: string): void {
    this.problems.push(
      new GraphQLError(message, { path: [...this.#path], extensions: { code: 'INVALID_GRAPHQL' } }),
    );
  }

  #place(type: TypeShape, { parent }: FieldShape): string {
    const last = this.#path.at(-1);
    return typeof last === 'string'
      ? `field ${parent}.${last}`
      : `array element of type ${type.text} at index ${last}`;
  }

  #misfit(): MisfitError {
    return new MisfitError(`at ${this.#path.join('.')}`);
  }
}

/**
 * Whether an answer of a subgraph already is the answer to the operation, to the last byte but for white space: every
 * object has the selected fields and no others, in their order, and every value is one of its type.
 */
export function isWholeAnswer(input: unknown, selection: SelectionShape): boolean {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  const { __typename: given } = input as JsonObject;
  if (given !== undefined && typeof given !== 'string') return false;
  const fields = selection.fieldsOf(given);
  if (fields === undefined) return false;
  let index = 0;
  for (const name in input) {
    const field = fields[index];
    if (field === undefined || field.name !== name) return false;
    const value = (input as JsonObject)[name];
    if (
      field.type === null ? value !== selection.typenameOf(given, field.parent) : !isWhole(value, field.type)
    ) {
      return false;
    }
    index += 1;
  }
  return index === fields.length;
}

function isWhole(value: unknown, type: TypeShape): boolean {
  if (value === null) return !type.isNonNull;
  switch (type.kind) {
    case 'leaf':
      return type.isValid(value);
    case 'list':
      return Array.isArray(value) && value.every((item) => isWhole(item, type.of));
    case 'object':
      return isWholeAnswer(value, type.selection);
  }
}

function own(input: JsonObject, name: string): unknown {
  return Object.hasOwn(input, name) ? input[name] : undefined;
}
