import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { exampleIssues } from '../support/guests.ts';
import type { Exposition } from './support/exposition.ts';
import { MeteredGateway } from './support/metered-gateway.ts';

interface Documented {
  readonly type: string;
  readonly labels: readonly string[];
}

/** Rows of the table of metrics, by name. */
function documented(): ReadonlyMap<string, Documented> {
  const page = readFileSync(new URL('../../docs/observability.md', import.meta.url), 'utf8');
  return new Map(
    [...page.matchAll(/^\| `(forgepoint_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)].map(([, name, type, labels]) => [
      String(name),
      { type: String(type), labels: [...String(labels).matchAll(/\w+/g)].map(([label]) => label) },
    ]),
  );
}

/** Labels that the samples of a metric have, those of its buckets left out. */
function labelsIn(figures: Exposition, name: string, type: string): ReadonlySet<string> {
  const samples = figures.of(type === 'histogram' ? `${name}_count` : name);
  return new Set(
    [...samples.keys()].flatMap((key) => [...key.matchAll(/(\w+)="/g)].map(([, label]) => String(label))),
  );
}

describe('docs/observability.md', () => {
  let gateway: MeteredGateway;
  let figures: Exposition;
  before(async () => {
    gateway = await MeteredGateway.start({ issues: await exampleIssues() });
    await gateway.query('{ getAllIssues { id } noSuchField }');
    await gateway.query('{ getAllIssues { id } }');
    figures = await gateway.scrape();
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('lists exactly the metrics that a gateway serves, with their types', () => {
    const listed = Object.fromEntries([...documented()].map(([name, { type }]) => [name, type]));
    assert.deepEqual(listed, Object.fromEntries(figures.types));
  });

  it('names exactly the labels of each', () => {
    for (const [name, { type, labels }] of documented()) {
      const served = labelsIn(figures, name, type);
      // Nothing has happened yet that they count.
      if (served.size === 0 && labels.includes('code')) continue;
      assert.deepEqual([...served].toSorted(), labels.toSorted(), name);
    }
  });
});
