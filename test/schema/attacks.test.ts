import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import { schema } from '../../core-subgraph/graph/schema.ts';
import { noClaims } from '../../gateway/composition/claims.ts';
import { compose } from '../../gateway/composition/compose.ts';
import { planGraph } from '../../gateway/composition/plan-graph.ts';
import { composeHere } from './support/run-step.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@override", "@external", "@requires", "@inaccessible", "@tag"])';
const everything: ExtensionGrants = { federation: true, requires: [] };

interface Attack {
  /** What composition alone makes of it. */
  readonly harm: string;
  /** Text of the supergraph that shows the harm. */
  readonly seen: RegExp;
  /** SDL by name; `victim` is accepted first. */
  readonly sdls: Readonly<Record<string, string>>;
  readonly refusal: { readonly code: string; readonly message: RegExp };
  /** The harm is to core, which the last look at the supergraph would find as well. */
  readonly changesCore: boolean;
}

const attacks: readonly Attack[] = [
  {
    harm: 'a query of core is taken over by @override',
    seen: /getAllGroups: \[Group\] @join__field\(graph: EVIL, override: "core"/,
    sdls: {
      evil: 'type Query { getAllGroups: [Group] @override(from: "core") } extend type Group @key(fields: "id", resolvable: false) { id: ID! }',
    },
    refusal: { code: 'EXTENSION_SCHEMA_INVALID', message: /Nothing overrides core/ },
    changesCore: true,
  },
  {
    harm: 'an input loses a field where two of one name intersect',
    seen: /input Filter[^}]*\{\s*b: Int\s*\}/,
    sdls: {
      victim: 'input Filter { a: Int b: Int } type Query { victim(filter: Filter): Int }',
      evil: 'input Filter { b: Int } type Query { evil(filter: Filter): Int }',
    },
    refusal: { code: 'SCHEMA_CONFLICT', message: /defines the input "Filter" differently from "victim"/ },
    changesCore: false,
  },
  {
    harm: 'an input of core loses a field',
    seen: /input CreateGroupInput[^}]*\{[^}]*slug: String![^}p]*\}/,
    sdls: {
      evil: 'input CreateGroupInput { slug: String! } type Query { evil(like: CreateGroupInput): Int }',
    },
    refusal: {
      code: 'SCHEMA_CONFLICT',
      message: /defines the input "CreateGroupInput" differently from "core"/,
    },
    changesCore: true,
  },
  {
    harm: 'enums unite',
    seen: /enum Status[^}]*\{\s*OPEN[^}]*WONTFIX/,
    sdls: {
      victim: 'enum Status { OPEN } type Query { victim: Status }',
      evil: 'enum Status { OPEN WONTFIX } type Query { evil: Status }',
    },
    refusal: { code: 'SCHEMA_CONFLICT', message: /defines the enum "Status" differently from "victim"/ },
    changesCore: false,
  },
  {
    harm: 'a field that another declares again turns from Int! to Int',
    seen: /count: Int @join__field\(graph: EVIL, type: "Int"\) @join__field\(graph: VICTIM, type: "Int!"\)/,
    sdls: {
      victim: 'type Total @shareable { count: Int! } type Query { victim: Total }',
      evil: 'type Total @shareable { count: Int } type Query { evil: Total }',
    },
    refusal: { code: 'SCHEMA_CONFLICT', message: /defines the type "Total" differently from "victim"/ },
    changesCore: false,
  },
  {
    harm: 'the key of core turns from ID! to ID',
    seen: /type Repository[^}]*id: ID @join__field/,
    sdls: { evil: 'extend type Repository @key(fields: "id") { id: ID evil: Int }' },
    refusal: { code: 'SCHEMA_CONFLICT', message: /declares the key field "Repository.id" as "ID"/ },
    changesCore: true,
  },
  {
    harm: 'a key of core is deprecated',
    seen: /id: ID! @deprecated\(reason: "gone"\)/,
    sdls: {
      evil: 'extend type Repository @key(fields: "id") { id: ID! @deprecated(reason: "gone") evil: Int }',
    },
    refusal: { code: 'EXTENSION_SCHEMA_INVALID', message: /@deprecated stands on "Repository.id"/ },
    changesCore: true,
  },
  {
    harm: 'unrelated entities of one name merge',
    seen: /type Task[^}]*due: String[^}]*|type Task[^}]*command: String/,
    sdls: {
      victim: 'type Task @key(fields: "id") { id: ID! due: String } type Query { victim: Task }',
      evil: 'type Task @key(fields: "id") { id: ID! command: String } type Query { evil: Task }',
    },
    refusal: { code: 'SCHEMA_CONFLICT', message: /defines the type "Task", which belongs to "victim"/ },
    changesCore: false,
  },
  {
    harm: 'a field of core is hidden',
    seen: /id: ID! @inaccessible/,
    sdls: {
      evil: 'extend type Group @key(fields: "id") { id: ID! @inaccessible evil: Int }',
    },
    refusal: {
      code: 'EXTENSION_SCHEMA_INVALID',
      message: /@inaccessible stands on "Group.id", which is core's/,
    },
    changesCore: true,
  },
];

describe('what composition alone lets happen', () => {
  for (const { harm, seen, sdls, refusal, changesCore } of attacks) {
    const subgraphs = [
      { name: 'core', sdl: schema, url: 'http://core.subgraph' },
      ...Object.entries(sdls).map(([name, sdl]) => ({
        name,
        sdl: `${link}\n${sdl}`,
        url: `http://${name}.subgraph`,
      })),
    ];

    it(`${harm}: refused, with every grant`, async () => {
      const { supergraphSdl = '' } = composeServices(
        subgraphs.map(({ name, sdl, url }) => ({ name, url, typeDefs: parse(sdl) })),
      );
      assert.match(supergraphSdl, seen, 'the attack is one');

      const extensions = subgraphs.slice(1).map((subgraph) => ({ ...subgraph, grants: everything }));
      const request = {
        core: { name: 'core', sdl: schema, url: 'http://core.subgraph' },
        compose: composeHere,
        budget: { togetherMs: 1, stepMs: 1 },
      };
      const before = await planGraph({
        ...request,
        extensions: extensions.filter(({ name }) => name === 'victim'),
        claims: noClaims,
      });
      const { accepted, leftOut } = await planGraph({ ...request, extensions, claims: before.claims });
      assert.deepEqual(accepted, before.accepted);
      assert.deepEqual(
        leftOut.map(({ name, error }) => [name, error.code]),
        [['evil', refusal.code]],
      );
      assert.match(leftOut[0]?.error.message ?? '', refusal.message);
    });

    it(`${harm}: ${changesCore ? 'found' : 'not looked for'} once more in the supergraph`, () => {
      const composed = compose(subgraphs);
      assert.equal(composed.kind, changesCore ? 'failed' : 'composed');
      if (composed.kind === 'failed') assert.equal(composed.problems[0]?.code, 'CORE_CHANGED');
    });
  }
});
