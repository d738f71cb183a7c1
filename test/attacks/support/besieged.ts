import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { assertKept, type Snapshot } from '../../bad-input/support/snapshot.ts';
import { Gateway } from '../../support/gateway.ts';
import { exampleIssues } from '../../support/guests.ts';
import { isRunning } from '../../support/processes.ts';
import type { HostileStart } from '../start.ts';
import { Canaries } from './canaries.ts';
import { collectGarbage, collectingOnSignal, heldBy, totalOf } from './memory.ts';

const tolerance = 1.1;
const patienceMs = 40_000;
/** By the gateway itself, at every start. */
const written = ['.forge/state/'];
const question = '{ getAllIssues { title } getAllGroups { slug } }';
const answer = { getAllIssues: [{ title: 'innocent' }], getAllGroups: [] };

/** A gateway that finds hostile extensions in its folder beside an innocent one, after a start without them. */
export class Besieged implements AsyncDisposable {
  readonly gateway: Gateway;
  readonly #dir: string;
  readonly #canaries: Canaries;
  readonly #filesBefore: Snapshot;
  /** By the gateway, the core and the innocent one; MiB. */
  readonly #heldBefore: number;

  static async start(hostile: Readonly<Record<string, HostileStart>>): Promise<Besieged> {
    const dir = mkdtempSync(join(tmpdir(), 'forgepoint-attacks-'));
    const canaries = Canaries.put(dir);
    const extensions = { issues: await exampleIssues() };
    const quiet = await Gateway.start({ dir, extensions, env: collectingOnSignal });
    await quiet.data('mutation { createIssue(input: { title: "innocent" }) { id } }');
    const heldBefore = await leastHeld(quiet, 0);
    await quiet.stop();
    const filesBefore = canaries.look(written);
    for (const [name, { component }] of Object.entries(hostile)) {
      const bytesOrPath = await component();
      const file = join(dir, `${name}.wasm`);
      if (typeof bytesOrPath !== 'string') writeFileSync(file, bytesOrPath);
      Object.assign(extensions, { [name]: typeof bytesOrPath === 'string' ? bytesOrPath : file });
    }
    const settings = Object.entries(hostile).map(([name, { config }]) => [
      name,
      { fuelForStart: 500_000_000, ...(config === undefined ? {} : { config }) },
    ]);
    const gateway = await Gateway.start({
      dir,
      extensions,
      config: { startTimeoutMs: 4_000, extensions: Object.fromEntries(settings) },
      env: collectingOnSignal,
    });
    return new Besieged({ gateway, dir, canaries, filesBefore, heldBefore });
  }

  private constructor(parts: {
    readonly gateway: Gateway;
    readonly dir: string;
    readonly canaries: Canaries;
    readonly filesBefore: Snapshot;
    readonly heldBefore: number;
  }) {
    this.gateway = parts.gateway;
    this.#dir = parts.dir;
    this.#canaries = parts.canaries;
    this.#filesBefore = parts.filesBefore;
    this.#heldBefore = parts.heldBefore;
  }

  async assertServes(): Promise<void> {
    assert.deepEqual(await this.gateway.data(question), answer);
    assert.ok(isRunning(this.gateway.program.pid));
  }

  /** Whatever was there before they came is as it was. */
  assertUntouched(): void {
    assertKept(this.#filesBefore, this.#canaries.look(written));
    this.#canaries.assertProcesses();
  }

  async assertMemory(): Promise<void> {
    const held = await leastHeld(this.gateway, this.#heldBefore * tolerance);
    assert.ok(held <= this.#heldBefore * tolerance, `${held} MiB, without them ${this.#heldBefore} MiB`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway[Symbol.asyncDispose]();
    await this.#canaries[Symbol.asyncDispose]();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** What is held as soon as it is little enough; with 0 for that, once it doesn't become less any more; MiB. */
async function leastHeld(gateway: Gateway, enough: number): Promise<number> {
  const patience = AbortSignal.timeout(patienceMs);
  const looks = enough > 0 ? Infinity : 4;
  let least = Infinity;
  for (let sameAgain = 0; sameAgain < looks && !patience.aborted; sameAgain += 1) {
    assert.deepEqual(await gateway.data(question), answer);
    collectGarbage(gateway.program.pid);
    await pause(1_000);
    const pids = new Map([
      ['core', await gateway.pidOf('core')],
      ['issues', await gateway.pidOf('issues')],
    ]);
    const held = totalOf(heldBy(gateway.program.pid, pids));
    if (held <= enough) return held;
    if (held < least - 1) sameAgain = 0;
    least = Math.min(least, held);
  }
  return least;
}
