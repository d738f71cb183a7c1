import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLLeafType,
} from 'graphql';
import type { LeafType } from '../../subgraph-host/component/leaf-output.ts';
import type { Projection } from '../../subgraph-host/component/projection.ts';
import { RowProjections } from '../../subgraph-host/component/worker/project-rows.ts';
import { leafCheck } from '../../subgraph-host/schema/leaf-values.ts';
import { parseAnswerColumns } from '../../subgraph-host/storage/json/answer-columns.ts';
import { encodeAnswerList, type AnswerRows } from '../../subgraph-host/storage/json/answer-rows.ts';
import { RowScan } from '../../subgraph-host/storage/json/row-scan.ts';
import type { SqlValue } from '../../subgraph-host/storage/values.ts';

const kind = new GraphQLEnumType({ name: 'Kind', values: { SMALL: {}, LARGE: {} } });
const types: readonly (readonly [GraphQLLeafType, LeafType])[] = [
  [GraphQLBoolean, 'Boolean'],
  [GraphQLInt, 'Int'],
  [GraphQLFloat, 'Float'],
  [GraphQLID, 'ID'],
  [GraphQLString, 'String'],
  [kind, ['SMALL', 'LARGE']],
];
const cells: readonly SqlValue[] = [
  null,
  0n,
  1n,
  2n,
  -1n,
  2_147_483_647n,
  2_147_483_648n,
  -2_147_483_648n,
  -2_147_483_649n,
  9_007_199_254_740_991n,
  9_007_199_254_740_992n,
  9_223_372_036_854_775_807n,
  0,
  -0,
  1,
  0.5,
  1.5,
  1e21,
  1e300,
  Infinity,
  -Infinity,
  NaN,
  '',
  'text',
  'SMALL',
  'MEDIUM',
  'toString',
  '1',
  'true',
  'ü"\\\n\u2028\0',
  '\ud800',
  Buffer.from([0, 255]),
];

function rowsOf(value: SqlValue, columns: readonly string[]): AnswerRows {
  const parsed = parseAnswerColumns(columns);
  if (parsed.kind === 'refused') throw new Error(parsed.message);
  const row = Object.fromEntries(columns.map((column) => [column, value]));
  const scan = new RowScan('answer');
  scan.add(row);
  return { columns: parsed.columns, rows: [row], scan };
}

/** What the host and graphql-js make of the row without a projection. @returns `undefined` for an error */
function answered(rows: AnswerRows, type: GraphQLLeafType, isNonNull: boolean): unknown {
  const [{ value }] = JSON.parse(encodeAnswerList(rows)) as [{ value: unknown }];
  if (value === null) return isNonNull ? undefined : null;
  if (leafCheck(isNonNull ? new GraphQLNonNull(type) : type)(value) !== undefined) return undefined;
  try {
    return JSON.parse(JSON.stringify(type.serialize(value)));
  } catch {
    return undefined;
  }
}

describe('rows that are written as the selection has them', () => {
  it('hold each cell as graphql-js answers it, or are left to it', () => {
    let written = 0;
    for (const [type, leaf] of types) {
      for (const value of cells) {
        for (const isNonNull of [false, true]) {
          const fields = [{ kind: 'leaf', name: 'value', type: leaf, isNonNull }] as const;
          const projection: Projection = { isList: true, isNonNull: true, fields };
          const projected = new RowProjections()
            .get(JSON.stringify(projection))
            .project(rowsOf(value, ['value']));
          if (projected === undefined) continue;
          written += 1;
          assert.deepEqual(
            JSON.parse(JSON.stringify(projected)),
            [{ value: answered(rowsOf(value, ['value']), type, isNonNull) }],
            `${type.name}${isNonNull ? '!' : ''} ${String(value)}`,
          );
        }
      }
    }
    assert.ok(written > 80, `${written} cells`);
  });

  it('hold an object that is null when all its columns are', () => {
    const object = { kind: 'object', name: 'owner', isNonNull: false } as const;
    const id = { kind: 'leaf', name: 'id', type: 'ID', isNonNull: true } as const;
    const project = (value: SqlValue, isNonNull: boolean): unknown => {
      const fields = [
        { ...object, isNonNull, fields: [{ kind: 'typename', typename: 'Owner' } as const, id] },
      ];
      const projection: Projection = { isList: true, isNonNull: true, fields };
      return new RowProjections()
        .get(JSON.stringify(projection))
        .project(rowsOf(value, ['owner.id', 'owner.name']));
    };
    assert.deepEqual(project('o', true), [{ owner: { __typename: 'Owner', id: 'o' } }]);
    assert.deepEqual(project(null, false), [{ owner: null }]);
    assert.equal(project(null, true), undefined);
  });

  it('are left when a selected field is no column', () => {
    const fields = [{ kind: 'leaf', name: 'other', type: 'ID', isNonNull: false }] as const;
    const projection: Projection = { isList: true, isNonNull: true, fields };
    assert.equal(
      new RowProjections().get(JSON.stringify(projection)).project(rowsOf('x', ['value'])),
      undefined,
    );
  });
});
