import type { ExtensionSubgraph } from '../../../gateway/composition/candidate.ts';

const federation =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])';

/**
 * Two extensions whose fields on a repository require each other's in turn: composing takes twice as long for each
 * step more, so that a few hundred characters never end.
 */
export function explodingSubgraphs(steps: number): readonly [ExtensionSubgraph, ExtensionSubgraph] {
  const each = Array.from({ length: steps }, (_, step) => step);
  const before = (name: string, step: number): string => (step === 0 ? '' : ` ${name}${step - 1}`);
  const ping = [
    'f0: Int',
    ...each.map((step) => `f${step + 1}: Int @requires(fields: "g${step}${before('g', step)}")`),
    ...each.map((step) => `g${step}: Int @external`),
  ];
  const pong = [
    ...each.map((step) => `f${step}: Int @external`),
    ...each.map((step) => `g${step}: Int @requires(fields: "f${step}${before('f', step)}")`),
  ];
  return [subgraph('ping', ping), subgraph('pong', pong)];
}

function subgraph(name: string, fields: readonly string[]): ExtensionSubgraph {
  const sdl = `${federation}
    extend type Repository @key(fields: "id") { id: ID! ${fields.join(' ')} }
    type Query { ${name}: Int }`;
  return { name, sdl, url: `http://${name}.subgraph`, grants: { federation: true, requires: [] } };
}
