import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { CompositionProblem } from './compose.ts';

/** How composing can end without a supergraph. */
export type CompositionFailure =
  | { readonly kind: 'failed'; readonly problems: readonly CompositionProblem[] }
  | { readonly kind: 'over-budget'; readonly spent: string };

export type Composed = { readonly kind: 'composed'; readonly supergraphSdl: string } | CompositionFailure;

const maxShown = 3;

/** What the composer says when a subgraph would have to be asked for an entity that it can't look up. */
const noLookUp =
  /cannot move to subgraph "([\w-]+)", which has field "(\w+)\.(\w+)", because (?:none of the @key|type "\w+" has no @key)/;
const askedFrom = /- from subgraph "([\w-]+)"/;

/** Turns what the composer found into what the extension's author, or another's, has to do. */
export function compositionError(extension: string, failure: CompositionFailure): WireError {
  if (failure.kind === 'over-budget') {
    return new ForgeError('COMPOSITION_OVER_BUDGET', `Composing with "${extension}" took ${failure.spent}.`, {
      extension,
      remedy: 'Its author has to make the schema smaller: above all fewer interfaces, unions and @requires.',
    }).toWire();
  }
  const joins = missingLookUps(failure.problems);
  if (joins.length > 0) {
    return new ForgeError('COMPOSITION_FAILED', joins.map(({ message }) => message).join(' '), {
      extension,
      remedy: joins[0]?.remedy,
      coordinate: joins[0]?.coordinate,
    }).toWire();
  }
  const shown = failure.problems.slice(0, maxShown).map(({ message }) => message.trim());
  return new ForgeError(
    'COMPOSITION_FAILED',
    `The schema of "${extension}" does not compose with the others: ${shown.join(' ')}`,
    { extension, remedy: 'Its author has to change the SDL; the others are served without it.' },
  ).toWire();
}

interface MissingLookUp {
  readonly message: string;
  readonly remedy: string;
  /** Of the field that can't be found. */
  readonly coordinate: string;
}

/** One for each type, however many fields can't be reached. */
function missingLookUps(problems: readonly CompositionProblem[]): readonly MissingLookUp[] {
  const byType = new Map<string, MissingLookUp>();
  for (const { code, message } of problems) {
    if (code !== 'SATISFIABILITY_ERROR') continue;
    const [, owner, type, field] = noLookUp.exec(message) ?? [];
    if (owner === undefined || type === undefined || field === undefined || byType.has(type)) continue;
    const from = askedFrom.exec(message)?.[1] ?? 'another';
    byType.set(type, {
      coordinate: `${type}.${field}`,
      message: `"${from}" leads to "${type}" of "${owner}", but "${owner}" offers no look-up by which "${type}.${field}" could be found there.`,
      remedy: `The author of "${owner}" has to add the root field "get${type}(id: ID!): ${type}", nullable and without other arguments, or the capability "entities".`,
    });
  }
  return [...byType.values()];
}
