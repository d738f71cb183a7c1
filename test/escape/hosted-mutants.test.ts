import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isErrorCode } from '@forgepoint/common/forge-error.ts';
import { handWrittenComponent } from '../admission/support/hand-written-guest.ts';
import { exampleIssues } from '../support/guests.ts';
import { admitMutants } from '../support/mutants/admit-mutants.ts';
import { hostMutants } from '../support/mutants/host-mutants.ts';
import { cannotWatch, strangeCalls, watched } from '../support/mutants/system-calls.ts';
import { placeCanaries, type Canaries } from './support/canaries.ts';

/** 10,000 by `npm run test:mutants`; one in ten is made of the example extension, which takes ten times as long. */
const mutants = Number(process.env['FORGE_TEST_MUTANTS'] ?? 120);
const fromExample = Math.floor(mutants / 10);
const watchedAtMost = 12;

const admittedOutcomes: ReadonlySet<string> = new Set(['ran', 'trapped', 'lacked fuel', 'lacked memory']);

for (const [what, count, component] of [
  ['a component written by hand', mutants - fromExample, handWrittenComponent],
  ['the example extension', fromExample, exampleIssues],
] as const) {
  describe(`${count} mutants of ${what}`, () => {
    let dir: string;
    let canaries: Canaries;
    const folder = (of: string): string => join(dir, of);
    const admitted: number[] = [];

    before(async () => {
      dir = mkdtempSync(join(tmpdir(), 'forgepoint-mutants-'));
      canaries = await placeCanaries(dir);
      for (const made of ['artifacts', 'data']) mkdirSync(folder(made), { mode: 0o700 });
      const made = await component();
      if (typeof made === 'string') copyFileSync(made, folder('component.wasm'));
      else writeFileSync(folder('component.wasm'), made);
    });
    after(async () => {
      await canaries[Symbol.asyncDispose]();
      rmSync(dir, { recursive: true, force: true });
    });

    it('are each refused with a code or admitted', async () => {
      const strange: string[] = [];
      await admitMutants({
        component: folder('component.wasm'),
        from: 0,
        to: count,
        timeoutMs: 120_000,
        artifacts: folder('artifacts'),
        onOutcome: (number, outcome) => {
          if (admittedOutcomes.has(outcome)) admitted.push(number);
          else if (!isErrorCode(outcome) || outcome === 'EXTENSION_ADMISSION_FAILED')
            strange.push(`${number}: ${outcome}`);
        },
      });
      assert.deepEqual(strange, []);
      // Few of so many are admitted: of a handful it may be none.
      assert.ok(admitted.length > 0 || count < 100);
    });

    it('are each hosted in a jail, or fail there with a code, and end nothing but themselves', async () => {
      const outcomes = await hostMutants({
        artifacts: folder('artifacts'),
        numbers: admitted,
        dataDir: folder('data'),
        timeoutMs: 120_000,
      });
      assert.deepEqual(strangeOf(outcomes), []);
    });

    it('make no system call that is none of a host', { skip: cannotWatch }, async (context) => {
      const step = Math.max(1, Math.ceil(admitted.length / watchedAtMost));
      const sample = admitted.filter((_, index) => index % step === 0);
      if (sample.length === 0) {
        context.skip('none of them was admitted');
        return;
      }
      for (const made of ['watched', 'traces']) mkdirSync(folder(made), { mode: 0o700 });
      const outcomes = await hostMutants({
        artifacts: folder('artifacts'),
        numbers: sample,
        dataDir: folder('watched'),
        timeoutMs: 120_000,
        under: (processes) => watched(folder(`traces/${processes}`)),
      });
      assert.deepEqual(strangeOf(outcomes), []);
      const allowed = { readable: [folder('artifacts/')], writable: [folder('watched')] };
      const traces = readdirSync(folder('traces'));
      assert.ok(traces.length > 0);
      assert.deepEqual(
        traces.flatMap((trace) => strangeCalls(folder(`traces/${trace}`), allowed)),
        [],
      );
    });

    it('leave everything beside them as it was', () => {
      assert.deepEqual(canaries.visits, []);
      assert.ok(canaries.isSecretUntouched());
      const beside = new Set([
        'artifacts',
        'component.wasm',
        'data',
        'secret',
        'sibling.sock',
        'traces',
        'watched',
      ]);
      assert.deepEqual(
        readdirSync(dir).filter((found) => !beside.has(found)),
        [],
      );
      for (const name of readdirSync(folder('data')))
        assert.match(name, /^mutant-\d+\.db(?:-wal|-shm|-journal)?$/);
    });
  });
}

describe('the watch over system calls', { skip: cannotWatch }, () => {
  const deeds: Readonly<Record<string, string>> = {
    'reading a file': 'fs.readFileSync("/etc/hostname")',
    'reading a file by way of its own process': 'fs.readFileSync("/proc/self/root/etc/hostname")',
    'reading its own memory': 'fs.openSync("/proc/self/mem")',
    'writing a file': 'fs.writeFileSync(`${process.cwd()}/../written`, "x")',
    'looking for a file elsewhere to change it': 'fs.openSync("/nowhere", "w")',
    'making a link': 'fs.symlinkSync("/etc/passwd", "link")',
    'connecting to a socket': 'require("net").connect("/nowhere.sock").on("error", () => undefined)',
    'opening a port': 'require("net").createServer().listen(0).unref()',
    'starting a program': 'require("child_process").spawnSync("/bin/true")',
    'sending a signal': 'process.kill(process.pid, 0)',
  };
  for (const [deed, deedCode] of Object.entries(deeds)) {
    it(`notices ${deed}`, () => {
      const dir = mkdtempSync(join(tmpdir(), 'forgepoint-watch-'));
      try {
        const trace = join(dir, 'trace');
        const own = join(dir, 'own');
        mkdirSync(own);
        const [command = '', ...parameters] = watched(trace);
        const run = (text: string): readonly string[] => {
          spawnSync(command, [...parameters, process.execPath, '--eval', text], { cwd: own, env: {} });
          return strangeCalls(trace, { readable: [], writable: [own] });
        };
        assert.deepEqual(run('fs.writeFileSync(`${process.cwd()}/own`, "x")'), []);
        assert.notDeepEqual(run(`try { ${deedCode} } catch {}`), []);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    });
  }
});

/** Those that were not hosted, and were not told why by a code. */
function strangeOf(outcomes: ReadonlyMap<unknown, string>): readonly unknown[] {
  return [...outcomes].filter(([, outcome]) => !outcome.startsWith('hosted, ') && !isErrorCode(outcome));
}
