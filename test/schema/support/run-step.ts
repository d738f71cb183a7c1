import assert from 'node:assert/strict';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import { wholeRepository } from '@forgepoint/common/schema/repository-record.ts';
import { schemaError } from '@forgepoint/common/schema/sdl-problem.ts';
import { schema as coreSchema } from '../../../core-subgraph/graph/schema.ts';
import type { ExtensionSubgraph } from '../../../gateway/composition/candidate.ts';
import type { Claims } from '../../../gateway/composition/claims.ts';
import { compose } from '../../../gateway/composition/compose.ts';
import type { Compose } from '../../../gateway/composition/compose-by-steps.ts';
import { planGraph, type PlannedGraph } from '../../../gateway/composition/plan-graph.ts';
import { wrapSdl } from '../../../subgraph-host/schema/wrap/wrap-sdl.ts';
import { apiBesideCore } from './api-beside-core.ts';
import type { CaseExtension, SchemaStep } from './schema-case.ts';

export interface StepResult {
  /** What the operator is told, and what clients and the gateway see; the text of `expected.txt`. */
  readonly text: string;
  readonly claims: Claims;
}

export const composeHere: Compose = (subgraphs) => Promise.resolve(compose(subgraphs));

/** Lets the real parts work on one start of the gateway: wrapping in the hosts, then ownership and composition. */
export async function runStep({ extensions, core }: SchemaStep, claims: Claims): Promise<StepResult> {
  const refusals = new Map<string, WireError>();
  const subgraphs = extensions.flatMap((extension): ExtensionSubgraph[] => {
    const served = subgraphSdl(extension);
    if (typeof served !== 'string') {
      refusals.set(extension.name, served);
      return [];
    }
    return [subgraph(extension, served)];
  });
  const coreSubgraph = { name: 'core', sdl: core ?? coreSchema, url: 'http://core.subgraph' };
  const planned = await planGraph({
    core: coreSubgraph,
    extensions: subgraphs,
    claims,
    compose: composeHere,
    budget: { togetherMs: 1, stepMs: 1 },
  });
  const coreAlone = composedAlone(coreSubgraph.sdl);
  const decisions = extensions.map(({ name }) => decision(name, planned, refusals.get(name)));
  const shown = subgraphs.filter(({ name }) => planned.accepted.includes(name));
  const sections = [
    decisions.join('\n'),
    ...shown.map(({ name, sdl }) => section(`${name} as a subgraph`, sdl)),
    section('what clients see beside core', apiBesideCore(planned.supergraphSdl, coreAlone) || '(nothing)'),
  ];
  return { text: `${sections.join('\n\n')}\n`, claims: planned.claims };
}

const alone = new Map<string, string>();

/** The supergraph of core without any extension, made once. */
function composedAlone(sdl: string): string {
  const known = alone.get(sdl);
  if (known !== undefined) return known;
  const composed = compose([{ name: 'core', sdl, url: 'http://core.subgraph' }]);
  assert.equal(composed.kind, 'composed');
  alone.set(sdl, composed.supergraphSdl);
  return composed.supergraphSdl;
}

/** @returns the SDL that the extension's host would serve, or why it does not */
function subgraphSdl({ name, sdl, grants, capabilities, unwrapped }: CaseExtension): string | WireError {
  if (unwrapped) return sdl;
  const entities = capabilities.includes('entities') ? ('every' as const) : [];
  const input = { extension: name, sdl, entities, grants, repositoryFields: wholeRepository };
  const wrapped = wrapSdl(input);
  if (wrapped.kind === 'refused') return schemaError(name, wrapped.problems).toWire();
  buildSubgraphSchema({ typeDefs: parse(wrapped.plan.sdl) });
  assert.deepEqual(wrapSdl(input), wrapped, 'wrapping gives the same every time');
  return wrapped.plan.sdl;
}

function subgraph({ name, grants }: CaseExtension, sdl: string): ExtensionSubgraph {
  return { name, sdl, url: `http://${name}.subgraph`, grants };
}

function decision(name: string, { accepted, leftOut }: PlannedGraph, refusal: WireError | undefined): string {
  if (accepted.includes(name)) return `${name}: accepted`;
  const left = leftOut.find((one) => one.name === name);
  const error = refusal ?? left?.error;
  assert.ok(error, `${name} is neither accepted nor left out`);
  return `${name}: ${left?.state ?? 'refused by its host'}, ${error.code}\n  ${ForgeError.fromWire(error).message}`;
}

function section(title: string, text: string): string {
  return `--- ${title} ---\n\n${text.trim()}`;
}
