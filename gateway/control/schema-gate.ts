import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { BreakingChanges } from '../config/config.ts';
import type { GateReport } from '../operated/shapes.ts';
import { breakingChanges, type BreakingChange } from '../schema-change/breaking-changes.ts';
import { declares } from '../schema-change/declares.ts';
import type { OperationRecord } from '../schema-change/operation-record.ts';
import type { Successor } from './successor.ts';

/** What is named of each in a message. */
const maxNamed = 5;
/** The same in a report. */
const maxReported = 1_000;
const maxRecent = 10;

interface JudgedChange extends BreakingChange {
  readonly users: readonly string[];
}

export interface SchemaChange {
  /** The supergraph that is served; empty: none. */
  readonly before: string;
  readonly after: string;
  /** Whose places in the graph are about to be taken. */
  readonly successors: readonly Successor[];
  readonly policy: BreakingChanges;
}

/** Keeps from clients what would break them: new versions that take away what is used, or anything at all. */
export class SchemaGate {
  readonly #record: OperationRecord;
  readonly #logger: Logger;
  #recent: readonly GateReport[] = [];

  constructor(record: OperationRecord, logger: Logger) {
    this.#record = record;
    this.#logger = logger;
  }

  /** The last comparisons in which clients would have lost something, the latest first. */
  get recent(): readonly GateReport[] {
    return this.#recent;
  }

  /** @returns the successors that have to stay out; what the operator removes is gone by that act alone */
  async judge({
    before,
    after,
    successors,
    policy,
  }: SchemaChange): Promise<readonly { readonly successor: Successor; readonly error: WireError }[]> {
    if (before === '' || before === after) return [];
    const changes = (await breakingChanges(before, after)).map((change) => ({
      ...change,
      users: this.#record.users(change.usedAs),
    }));
    const refused = new Map<Successor, JudgedChange[]>();
    const passed: JudgedChange[] = [];
    for (const change of changes) {
      const isRefused = policy === 'safe' || (policy === 'used' && change.users.length > 0);
      const culprits = isRefused ? culpritsOf(change, successors) : [];
      if (culprits.length === 0) passed.push(change);
      for (const culprit of culprits) refused.set(culprit, [...(refused.get(culprit) ?? []), change]);
    }
    if (changes.length > 0) {
      this.#recent = [reportOf(policy, changes, refused), ...this.#recent].slice(0, maxRecent);
    }
    if (refused.size === 0 && passed.length > 0) {
      this.#logger.warn(
        {
          changes: passed
            .toSorted((a, b) => b.users.length - a.users.length)
            .slice(0, maxNamed)
            .map(described),
          count: passed.length,
        },
        'clients lose something of the schema',
      );
    }
    return [...refused].map(([successor, taken]) => ({
      successor,
      error: refusal(successor, taken).toWire(),
    }));
  }
}

function reportOf(
  policy: BreakingChanges,
  changes: readonly JudgedChange[],
  refused: ReadonlyMap<Successor, readonly JudgedChange[]>,
): GateReport {
  const kept = new Set([...refused.values()].flat());
  return {
    at: new Date().toISOString(),
    policy,
    refused: [...refused.keys()].map(({ name, version }) => ({
      extension: name,
      revision: version.revision,
    })),
    changes: changes.slice(0, maxReported).map((change) => ({
      coordinate: change.coordinate,
      what: change.what,
      users: change.users.slice(0, maxReported),
      verdict: kept.has(change) ? 'refused' : 'passed',
    })),
  };
}

/** Those whose predecessors had it; when nobody had, as with what builds on another's type, all may be the reason. */
function culpritsOf({ coordinate }: BreakingChange, successors: readonly Successor[]): readonly Successor[] {
  const changing = successors.filter(
    ({ instead, version }) => instead?.known !== undefined && instead.known.sdl !== version.known?.sdl,
  );
  const owners = changing.filter(({ instead }) => declares(instead?.known?.sdl ?? '', coordinate));
  return (owners.length > 0 ? owners : changing).filter(({ isAccepted }) => !isAccepted);
}

function described({ what, users }: JudgedChange): string {
  if (users.length === 0) return what;
  const named = users.slice(0, maxNamed).map((name) => `"${name}"`);
  const more = users.length > maxNamed ? ` and ${users.length - maxNamed} more` : '';
  return `${what} (used by ${named.join(', ')}${more})`;
}

function refusal({ name, version }: Successor, changes: readonly JudgedChange[]): ForgeError {
  const named = changes.slice(0, maxNamed).map(described);
  const more = changes.length > maxNamed ? `; and ${changes.length - maxNamed} more` : '';
  return new ForgeError(
    'SCHEMA_CHANGE_REFUSED',
    `The new version of "${name}" would break clients: ${named.join('; ')}${more}.`,
    {
      extension: name,
      remedy: `Have its author keep it; or accept this one version by "forge accept ${name}", or by "acceptBreakingChange": "${version.revision}" in "extensions.${name}" of forge.config.json.`,
    },
  );
}
