import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Versions } from '../hot-reload/support/versions.ts';
import { put, logs, messages } from '../hot-reload/support/extension-files.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { Clients, right, type Answer } from './support/clients.ts';
import { killHost, recovered } from './support/kill-host.ts';
import { Ledger } from './support/ledger.ts';
import { Load } from './support/load.ts';
import { addNote, createIssue, readVersion, storedIssues, storedNotes } from './support/notes.ts';
import { isLong, scale } from './support/scale.ts';

const kills = scale(6, 60);
const killEveryMs = 2_000;
const requestTimeoutMs = 10_000;
const issuesQuery = '{ getAllIssues(first: 3) { title } version }';
const expectedCodes: ReadonlySet<string | undefined> = new Set([
  'EXTENSION_UNAVAILABLE',
  'EXTENSION_TIMEOUT',
  'MUTATION_FATE_UNKNOWN',
]);

describe('an extension whose process is killed every 2 seconds under load', () => {
  it('costs others nothing, answers with codes or rightly, loses nothing, and always comes back', async (t) => {
    const versions = await Versions.build();
    await using gateway = await Gateway.start({
      extensions: { issues: await exampleIssues() },
      env: { FORGE_LOG_LEVEL: 'info', FORGE_REQUEST_TIMEOUT_MS: String(requestTimeoutMs) },
    });
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    using clients = new Clients(gateway.url);
    await using load = new Load();
    const [notes, issues] = [new Ledger('note'), new Ledger('issue')];
    let coded = 0;
    const neighbours = [
      load.every(20, () => readVersion(clients)),
      load.every(5, () => notes.write((text) => clients.ask(addNote(text)))),
    ];
    const killed = [
      load.every(20, async () => {
        if (assertOfIssues(await clients.ask(issuesQuery)) === 'coded') coded += 1;
      }),
      load.every(5, () => issues.write((text) => clients.ask(createIssue(text)))),
    ];
    const back: number[] = [];
    for (let count = 0; count < kills; count += 1) {
      const started = performance.now();
      back.push(await killHost(gateway, 'issues'));
      await answersAgain(clients);
      await recovered();
      await pause(Math.max(0, killEveryMs - (performance.now() - started)));
    }
    await load.stop();
    for (const { answered, failures, slowestMs } of [...neighbours, ...killed]) {
      assert.deepEqual(failures, []);
      assert.ok(answered > 0);
      if (isLong) assert.ok(slowestMs < requestTimeoutMs + 1_000, `an answer took ${slowestMs} ms`);
    }
    assert.deepEqual([notes.unknown, notes.refused], [[], []]);
    notes.assertKept(storedNotes(gateway.dir));
    issues.assertKept(storedIssues(gateway.dir));
    assert.ok(issues.acknowledged.length > 0);
    for (const code of Object.keys(issues.codes)) assert.ok(expectedCodes.has(code), code);
    const sorted = back.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const slowest = Math.max(...killed.map(({ slowestMs }) => slowestMs));
    t.diagnostic(
      `${kills} kills: ready again after ${median.toFixed(0)} ms (median), ${sorted.at(-1)?.toFixed(0)} ms (most); ` +
        `${killed[0]?.answered} queries, ${coded} of them with a code; ${issues.acknowledged.length} writes acknowledged, ` +
        `others ${JSON.stringify(issues.codes)}; slowest answer ${slowest.toFixed(0)} ms`,
    );
  });
});

async function answersAgain(clients: Clients): Promise<void> {
  while (assertOfIssues(await clients.ask(issuesQuery)) === 'coded') await pause(20);
}

/** @throws AssertionError unless the neighbour’s part is right, and the killed one’s is right or null with a code */
function assertOfIssues(answer: Answer): 'right' | 'coded' {
  const { version, getAllIssues } = right({ data: answer.data ?? null });
  assert.equal(version, '0001');
  if (answer.errors === undefined) {
    assert.ok(Array.isArray(getAllIssues));
    return 'right';
  }
  assert.equal(getAllIssues, null);
  for (const { extensions } of answer.errors) {
    assert.equal(extensions?.extension, 'issues');
    assert.ok(expectedCodes.has(extensions.code), JSON.stringify(answer));
  }
  return 'coded';
}
