import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, it, type TestContext } from 'node:test';
import { logs, messages, put } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { descendantsOf, ended } from '../support/processes.ts';
import { Clients } from './support/clients.ts';
import { Ledger } from './support/ledger.ts';
import { Load } from './support/load.ts';
import { addNote, createIssue, readVersion, storedIssues, storedNotes } from './support/notes.ts';
import { scale } from './support/scale.ts';

const kills = scale(3, 20);

describe('a gateway that is killed under load', () => {
  it('leaves no process, loses nothing that was acknowledged, and serves again', async (t) => {
    const versions = await Versions.build();
    await using gateways = new AsyncDisposableStack();
    const first = gateways.use(await Gateway.start({ extensions: { issues: await exampleIssues() } }));
    await logs(first, messages.composed, () => put(first, 'notes', versions.component(1)));
    const [notes, issues] = [new Ledger('note'), new Ledger('issue')];
    let gateway = first;
    const restarts: number[] = [];
    for (let count = 0; count < kills; count += 1) {
      const pids = await killUnderLoad(gateway, notes, issues);
      await Promise.all(pids.map(ended));
      const started = performance.now();
      gateway = gateways.use(await Gateway.start({ dir: first.dir }));
      restarts.push(performance.now() - started);
      using clients = new Clients(gateway.url);
      assert.equal(await readVersion(clients), 1);
      notes.assertKept(storedNotes(gateway.dir));
      issues.assertKept(storedIssues(gateway.dir));
      assert.deepEqual(runFoldersOf(pids), [], 'its successor has removed its sockets');
    }
    await gateway.program.stop();
    report(t, restarts, notes.acknowledged.length + issues.acknowledged.length);
  });
});

/** @returns the processes that there were */
async function killUnderLoad(gateway: Gateway, notes: Ledger, issues: Ledger): Promise<readonly number[]> {
  using clients = new Clients(gateway.url);
  await using load = new Load();
  const writes = notes.acknowledged.length;
  const writing = Promise.withResolvers<void>();
  load.every(20, () => readVersion(clients));
  load.every(10, async () => {
    await notes.write((text) => clients.ask(addNote(text)));
    if (notes.acknowledged.length >= writes + 10) writing.resolve();
  });
  load.every(10, () => issues.write((text) => clients.ask(createIssue(text))));
  await writing.promise;
  const pids = [gateway.program.pid, ...descendantsOf(gateway.program.pid)];
  // The control process, those that serve, core and two hosts.
  assert.ok(pids.length >= 5, `there are only the processes ${pids.join(', ')}`);
  await gateway.program.stop('SIGKILL');
  // What waits now is answered by those that are left, or cut: both is noted.
  await load.stop();
  return pids;
}

function runFoldersOf(pids: readonly number[]): readonly string[] {
  return readdirSync(tmpdir()).filter((name) =>
    pids.some((pid) => name.startsWith(`forgepoint-run-${pid}-`)),
  );
}

function report(t: TestContext, restarts: readonly number[], acknowledged: number): void {
  const sorted = restarts.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  t.diagnostic(
    `${restarts.length} kills: serving ${median.toFixed(0)} ms (median), ${sorted.at(-1)?.toFixed(0)} ms (most) after the ` +
      `start; ${acknowledged} writes acknowledged; load average ${readFileSync('/proc/loadavg', 'utf8').slice(0, 4)}`,
  );
}

describe('a process that serves clients and is killed under load', () => {
  it('is replaced: what it was answering is cut, everything else is right, nothing acknowledged is lost', async (t) => {
    const versions = await Versions.build();
    await using gateway = await Gateway.start();
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    using clients = new Clients(gateway.url);
    await using load = new Load();
    const notes = new Ledger('note');
    const outcomes = [
      load.every(20, () => readVersion(clients)),
      load.every(10, () => readVersion(clients, { connection: 'new' })),
      load.every(10, () => notes.write((text) => clients.ask(addNote(text)))),
    ];
    const back: number[] = [];
    for (let count = 0; count < kills; count += 1) {
      const serving = descendantsOf(gateway.program.pid).filter((pid) =>
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('gateway/serving'),
      );
      assert.ok(serving.length > 0);
      const started = performance.now();
      for (const pid of serving) process.kill(pid, 'SIGKILL');
      await answersAgain(clients);
      back.push(performance.now() - started);
    }
    await load.stop();
    for (const { answered, failures } of outcomes) {
      assert.ok(answered > 0);
      for (const failure of failures) assert.match(failure, /socket hang up|ECONNRESET|EPIPE/);
    }
    notes.assertKept(storedNotes(gateway.dir));
    const cut = outcomes.reduce((sum, { failures }) => sum + failures.length, 0);
    report(t, back, notes.acknowledged.length);
    t.diagnostic(`${cut} requests were cut with the process that answered them`);
  });
});

async function answersAgain(clients: Clients): Promise<void> {
  for (;;) {
    try {
      assert.equal(await readVersion(clients, { connection: 'new' }), 1);
      return;
    } catch (error) {
      assert.match(String(error), /socket hang up|ECONNRESET|EPIPE/);
    }
  }
}
