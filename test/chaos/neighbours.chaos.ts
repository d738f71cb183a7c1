import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Clients, right } from './support/clients.ts';
import { Ledger } from './support/ledger.ts';
import { Load } from './support/load.ts';
import { createIssue, storedIssues } from './support/notes.ts';
import { scale } from './support/scale.ts';

const lastsMs = scale(10_000, 120_000);

/** What is asked of the ones that misbehave, and how often a second. */
const misbehaviour: readonly (readonly [query: string, extension: string, perSecond: number])[] = [
  ['{ spin }', 'burns', 0.5],
  ['{ trap }', 'burns', 2],
  ['{ overflow }', 'burns', 0.5],
  ['{ answersNoJson }', 'burns', 3],
  ['{ answersAnObjectForAnInt }', 'burns', 3],
  ['mutation { writeThenSpin(name: "x") { id } }', 'burns', 0.3],
  ['{ spinInSql }', 'burns', 0.2],
  ['{ take(mebibytes: 1000) }', 'leaks', 1],
];

describe('an extension that loops, leaks, traps and answers garbage under load', () => {
  it('costs its neighbours no answer, and is told of with codes under its own name', async (t) => {
    await using gateway = await Gateway.start({
      extensions: {
        issues: await exampleIssues(),
        burns: await fixture('misbehaves-on-demand'),
        leaks: await fixture('takes-memory'),
      },
      env: { FORGE_LOG_LEVEL: 'info', FORGE_CALL_TIMEOUT_MS: '500' },
    });
    using clients = new Clients(gateway.url);
    await using load = new Load();
    const issues = new Ledger('issue');
    const neighbours = [
      load.every(20, async () => {
        const { getAllIssues, getAllGroups } = right(
          await clients.ask('{ getAllIssues(first: 3) { title } getAllGroups { slug } }'),
        );
        assert.ok(Array.isArray(getAllIssues) && Array.isArray(getAllGroups));
      }),
      load.every(5, () => issues.write((text) => clients.ask(createIssue(text)))),
    ];
    const codes: Record<string, number> = {};
    const misbehaving = misbehaviour.map(([query, extension, perSecond]) =>
      load.every(perSecond, async () => {
        const { errors } = await clients.ask(query);
        assert.equal(errors?.[0]?.extensions?.extension, extension, JSON.stringify(errors));
        const code = errors[0].extensions.code ?? 'none';
        codes[code] = (codes[code] ?? 0) + 1;
      }),
    );
    await pause(lastsMs);
    await load.stop();
    for (const { answered, failures } of [...neighbours, ...misbehaving]) {
      assert.deepEqual(failures, []);
      assert.ok(answered > 0);
    }
    assert.deepEqual([issues.unknown, issues.refused], [[], []]);
    issues.assertKept(storedIssues(gateway.dir));
    assert.equal(codes['none'], undefined);
    const [slowest] = neighbours.map(({ slowestMs }) => slowestMs).toSorted((a, b) => b - a);
    t.diagnostic(
      `neighbours: ${neighbours.map(({ answered }) => answered).join(' queries, ')} writes, none failed, slowest ` +
        `${slowest?.toFixed(0)} ms; misbehaving ones: ${JSON.stringify(codes)}`,
    );
  });
});
