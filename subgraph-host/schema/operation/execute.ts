import { misfit } from '../../component/leaf-output.ts';
import { scopeOfField, scopeOfRootField } from '../call-scope.ts';
import type { FieldAnswer } from '../field-answer.ts';
import type { ReferenceResolver } from '../reference-resolver.ts';
import type { RequestContext } from '../request-context.ts';
import { isObject, project } from './project.ts';
import {
  argumentsOf,
  type FieldArguments,
  type FieldShape,
  type ObjectShape,
  type TypeShape,
} from './shape.ts';

/** How entities are found, by the name of their type. */
export type ReferenceResolvers = ReadonlyMap<string, ReferenceResolver>;

export interface Execution {
  readonly references: ReferenceResolvers;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/**
 * Executes a query whose answer has no errors.
 * @param shape of the query
 * @returns JSON of its data; `undefined` as soon as there is something that it isn't made for: an error, a value that is
 * not surely one of its type, a representation that nothing is known about
 */
export function execute(shape: ObjectShape, execution: Execution): Promise<string | undefined> {
  return new Run(execution).start(shape);
}

/** Text that is written from the start, with places that are written later. */
interface Text {
  readonly parts: (string | Text)[];
  tail: string;
}

class Run {
  readonly #execution: Execution;
  readonly #data: Text = newText();
  readonly #end = Promise.withResolvers<string | undefined>();
  /** The run itself, until everything is asked for that is known to be missing. */
  #pending = 1;
  #isLeft = false;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  start({ fields }: ObjectShape): Promise<string | undefined> {
    this.#guarded(() => {
      this.#data.tail += '{';
      for (const [index, field] of fields.entries()) {
        this.#data.tail += index === 0 ? field.head : `,${field.head}`;
        this.#root(this.#data, field);
      }
      this.#data.tail += '}';
    });
    return this.#end.promise;
  }

  #root(text: Text, field: FieldShape): void {
    const { name, type, projection } = field;
    if (type === null) {
      text.tail += '"Query"';
      return;
    }
    const args = this.#argumentsOf(field);
    if (name === '_entities') {
      this.#entities(text, args, type);
      return;
    }
    const { context } = this.#execution;
    const scope = scopeOfRootField(context, args.values);
    const call = { parentType: 'Query', field: name, args: args.json, scope, projection };
    this.#ask(text, type, context.caller.root(call));
  }

  #entities(text: Text, { values }: FieldArguments, type: TypeShape): void {
    const { representations } = values as { readonly representations: readonly unknown[] };
    if (type.kind !== 'list') throw new Failed();
    text.tail += '[';
    let separator = '';
    for (const representation of representations) {
      text.tail += separator;
      separator = ',';
      if (!isObject(representation)) throw new Failed();
      const typename = representation['__typename'];
      const resolve = typeof typename === 'string' ? this.#execution.references.get(typename) : undefined;
      // Of an interface: federation asks once more when it knows the type.
      if (resolve === undefined || shapeOf(type.of, typename) === undefined) throw new Failed();
      const found = resolve(representation, this.#execution.context);
      if (!(found instanceof Promise)) this.#write(text, found, type.of);
      else this.#later(text, found, (place, value) => this.#write(place, value, type.of));
    }
    text.tail += ']';
  }

  /** @throws Failed */
  #write(text: Text, value: unknown, type: TypeShape): void {
    if (type.isLocal) {
      const projected = project(value, type);
      if (projected !== misfit) {
        text.tail += JSON.stringify(projected);
        return;
      }
    }
    if (value === null || value === undefined) {
      if (type.isNonNull) throw new Failed();
      text.tail += 'null';
      return;
    }
    switch (type.kind) {
      case 'leaf':
        throw new Failed();
      case 'list':
        this.#writeList(text, value, type.of);
        return;
      case 'object':
        this.#writeObject(text, value, type.shape);
        return;
      case 'abstract':
        this.#writeObject(text, value, isObject(value) ? type.shapeOf(value['__typename']) : undefined);
    }
  }

  #writeList(text: Text, value: unknown, of: TypeShape): void {
    if (!Array.isArray(value)) throw new Failed();
    text.tail += '[';
    for (const [index, item] of value.entries()) {
      if (index > 0) text.tail += ',';
      this.#write(text, item, of);
    }
    text.tail += ']';
  }

  #writeObject(text: Text, value: unknown, shape: ObjectShape | undefined): void {
    if (!isObject(value) || shape === undefined) throw new Failed();
    let json: string | undefined;
    text.tail += '{';
    for (const [index, field] of shape.fields.entries()) {
      const { name, type, hasArguments } = field;
      text.tail += index === 0 ? field.head : `,${field.head}`;
      if (type === null) text.tail += `"${shape.type.name}"`;
      else if (!hasArguments && Object.hasOwn(value, name)) this.#write(text, value[name], type);
      else this.#askField(text, field, type, shape.type.name, value, (json ??= JSON.stringify(value)));
    }
    text.tail += '}';
  }

  #askField(
    text: Text,
    field: FieldShape,
    type: TypeShape,
    parentType: string,
    parent: Readonly<Record<string, unknown>>,
    json: string,
  ): void {
    const { name, projection } = field;
    const { context } = this.#execution;
    const call = { parentType, field: name, args: this.#argumentsOf(field).json, projection };
    const scope = scopeOfField(context, parentType, parent);
    this.#ask(text, type, context.caller.field(call, { json, scope }));
  }

  #argumentsOf({ constant, definition, node }: FieldShape): FieldArguments {
    if (constant !== null) return constant;
    if (definition === null) throw new Failed();
    return argumentsOf(definition, node, this.#execution.variables);
  }

  #ask(text: Text, type: TypeShape, answer: Promise<FieldAnswer>): void {
    this.#later(text, answer, (place, given) => {
      if (given.kind === 'written') place.tail += given.json;
      else if (given.kind === 'value') this.#write(place, given.value, type);
      else throw new Failed();
    });
  }

  /** Leaves a place in the text, which is written when there is something to write. */
  #later<Value>(text: Text, value: Promise<Value>, write: (place: Text, value: Value) => void): void {
    const place = newText();
    text.parts.push(text.tail, place);
    text.tail = '';
    this.#pending += 1;
    value.then(
      (found) => this.#guarded(() => write(place, found)),
      () => this.#leave(),
    );
  }

  /** From here on nothing is asked for: the other executor does. */
  #leave(): void {
    this.#isLeft = true;
    this.#end.resolve(undefined);
  }

  /** Whatever goes wrong, the other executor will find it again and say what it is. */
  #guarded(write: () => void): void {
    if (this.#isLeft) return;
    try {
      write();
    } catch {
      this.#leave();
      return;
    }
    this.#pending -= 1;
    if (this.#pending === 0) this.#end.resolve(textOf(this.#data));
  }
}

function shapeOf(type: TypeShape, typename: unknown): ObjectShape | undefined {
  return type.kind === 'abstract' ? type.shapeOf(typename) : undefined;
}

/** There is something to be done that only the other executor can do. */
class Failed extends Error {}

function newText(): Text {
  return { parts: [], tail: '' };
}

function textOf({ parts, tail }: Text): string {
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : textOf(part);
  return text + tail;
}
