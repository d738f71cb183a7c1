import type { AnswerColumns, AnswerNode } from '../../storage/json/answer-columns.ts';
import type { AnswerRows } from '../../storage/json/answer-rows.ts';
import type { Row } from '../../storage/values.ts';
import { leafOutput, misfit } from '../leaf-output.ts';
import { typenameField, type ProjectedField, type Projection } from '../projection.ts';

type Output = Record<string, unknown>;
/** @returns `false` when a value isn't surely one of its type */
type Write = (row: Row, output: Output) => boolean;

/** What a call asks of rows. */
export interface RowProjection {
  readonly isList: boolean;
  readonly isNonNull: boolean;
  /** @returns an object for each row; `undefined` when anything about them is not as it is asked for */
  project(answer: AnswerRows): readonly object[] | undefined;
}

const maxKnown = 256;

/** Projections by their JSON text, of which there is one for each field that a known operation selects. */
export class RowProjections {
  readonly #known = new Map<string, RowProjection>();

  get(text: string): RowProjection {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size === maxKnown) this.#known.clear();
    const projection = compile(JSON.parse(text) as Projection);
    this.#known.set(text, projection);
    return projection;
  }
}

function compile({ isList, isNonNull, fields }: Projection): RowProjection {
  /** The same statement has the same columns each time. */
  const writes = new WeakMap<AnswerColumns, Write | 'none'>();
  return {
    isList,
    isNonNull,
    project: ({ columns, rows }) => {
      let write = writes.get(columns);
      if (write === undefined) {
        write = writeObject(fields, columns.root.fields) ?? 'none';
        writes.set(columns, write);
      }
      if (write === 'none') return undefined;
      const outputs: Output[] = [];
      for (const row of rows) {
        const output: Output = {};
        if (!write(row, output)) return undefined;
        outputs.push(output);
      }
      return outputs;
    },
  };
}

/** @returns `undefined` when a field isn't among the columns in a way that can be written */
function writeObject(
  fields: readonly ProjectedField[],
  nodes: ReadonlyMap<string, AnswerNode>,
): Write | undefined {
  const writes = fields.map((field) => writeField(field, nodes));
  if (!writes.every((write) => write !== undefined)) return undefined;
  return (row, output) => {
    for (const write of writes) if (!write(row, output)) return false;
    return true;
  };
}

function writeField(field: ProjectedField, nodes: ReadonlyMap<string, AnswerNode>): Write | undefined {
  if (field.kind === 'typename') {
    const { typename } = field;
    return (_row, output) => {
      output[typenameField] = typename;
      return true;
    };
  }
  const { name, isNonNull } = field;
  const node = nodes.get(name);
  if (field.kind === 'leaf') {
    if (node?.kind !== 'cell' || node.isJson) return undefined;
    const { column } = node;
    const outputOf = leafOutput(field.type);
    return (row, output) => {
      const value = row[column];
      const given = value === null ? (isNonNull ? misfit : null) : outputOf(value);
      output[name] = given;
      return given !== misfit;
    };
  }
  if (node?.kind !== 'object') return undefined;
  const write = writeObject(field.fields, node.fields);
  const columns = columnsBelow(node);
  return write === undefined
    ? undefined
    : (row, output) => {
        const isNull = columns.every((column) => row[column] === null);
        const below: Output | null = isNull ? null : {};
        output[name] = below;
        return below === null ? !isNonNull : write(row, below);
      };
}

function columnsBelow(node: AnswerNode): readonly string[] {
  return node.kind === 'cell' ? [node.column] : [...node.fields.values()].flatMap(columnsBelow);
}
