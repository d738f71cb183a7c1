import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Gateway } from '../../support/gateway.ts';
import { exampleIssues } from '../../support/guests.ts';
import { isRunning } from '../../support/processes.ts';
import type { Attack, Attacker } from './attack.ts';
import { Canaries } from './canaries.ts';
import type { Evidence } from './evidence.ts';
import { collectGarbage, collectingOnSignal, heldBy, totalOf, type Held } from './memory.ts';
import { SteadyClient } from './steady-client.ts';

const neighbour = 'issues';
/** What may stay of what was held before: the neighbour, the core and the gateway each, and all processes together. */
const tolerance = 1.1;
/** Longest wait for an attacked extension, or for memory, to come back; milliseconds. Failing is all that waits for it. */
const patienceMs = 40_000;
const lookEveryMs = 100;
/** Requests after which the processes that everybody shares have compiled and cached what they will. */
const warmUpRequests = 1_000;

export interface ArenaOptions {
  /** Components of the attackers by name. */
  readonly extensions: Readonly<Record<string, string | Uint8Array>>;
  readonly attackers: readonly Attacker[];
  /** What stands in `forge.config.json`. */
  readonly config: object;
  /** Where what was seen is noted. */
  readonly evidence: Evidence;
}

/** A real gateway in which attackers run beside an innocent neighbour, with a client, canaries, and an eye on the memory. */
export class Arena implements AsyncDisposable {
  readonly gateway: Gateway;
  readonly client: SteadyClient;
  readonly #dir: string;
  readonly #canaries: Canaries;
  readonly #evidence: Evidence;
  readonly #attackers: readonly Attacker[];
  #before: Held;

  static async open({ extensions, attackers, config, evidence }: ArenaOptions): Promise<Arena> {
    const dir = mkdtempSync(join(tmpdir(), 'forgepoint-attacks-'));
    const canaries = Canaries.put(dir);
    const files: Record<string, string> = { [neighbour]: await exampleIssues() };
    for (const [name, component] of Object.entries(extensions)) {
      if (typeof component === 'string') files[name] = component;
      else writeFileSync(join(dir, `${name}.wasm`), component);
      files[name] ??= join(dir, `${name}.wasm`);
    }
    const gateway = await Gateway.start({ dir, extensions: files, config, env: collectingOnSignal });
    await gateway.data('mutation { createRepository(input: { slug: "forge" }) { id } }');
    await gateway.data('mutation { createIssue(input: { title: "innocent" }) { id } }');
    const expected = await gateway.data<object>(SteadyClient.query);
    const arena = new Arena({ gateway, dir, canaries, evidence, attackers, expected });
    await arena.#warmUp();
    return arena;
  }

  private constructor(parts: {
    readonly gateway: Gateway;
    readonly dir: string;
    readonly canaries: Canaries;
    readonly evidence: Evidence;
    readonly attackers: readonly Attacker[];
    readonly expected: object;
  }) {
    this.gateway = parts.gateway;
    this.#dir = parts.dir;
    this.#canaries = parts.canaries;
    this.#evidence = parts.evidence;
    this.#attackers = parts.attackers;
    this.client = new SteadyClient(parts.gateway.url, parts.expected);
    this.#before = { gateway: 0, hosts: {} };
  }

  /** Runs an attack, and asserts that nothing but the attacker has noticed. */
  async suffer({ title, attacker, run }: Attack): Promise<void> {
    const files = this.#canaries.look(mayChange(attacker));
    this.client.slowestMs = 0;
    const started = performance.now();
    const outcome = await run(this.gateway);
    const ended = performance.now();
    if (attacker.endsRefused !== true) await this.#answersAgain(attacker);
    const recovered = performance.now();
    await this.#assertUnharmed(attacker, files);
    const { slowestMs } = this.client;
    const held = await this.#memoryBack(attacker);
    this.#evidence.note({
      attack: `${attacker.name} ${title}`,
      outcome,
      attackMs: ended - started,
      recoveryMs: recovered - ended,
      slowestNeighbourMs: slowestMs,
      heldBeforeMebibytes: totalOf(this.#before),
      heldAfterMebibytes: totalOf(held),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.stop();
    await this.gateway[Symbol.asyncDispose]();
    await this.#canaries[Symbol.asyncDispose]();
    rmSync(this.#dir, { recursive: true, force: true });
  }

  /** Until it answers as it did before, whatever it answers on the way. */
  async #answersAgain({ name, fine }: Attacker): Promise<void> {
    const patience = AbortSignal.timeout(patienceMs);
    for (;;) {
      const answer = await this.gateway.query(fine.query);
      if (JSON.stringify(answer.data) === JSON.stringify(fine.data)) return;
      if (patience.aborted) assert.fail(`"${name}" does not answer again: ${JSON.stringify(answer)}`);
      await pause(lookEveryMs);
    }
  }

  async #assertUnharmed(attacker: Attacker, files: ReturnType<Canaries['look']>): Promise<void> {
    await this.client.nextAnswer();
    assert.deepEqual(this.client.failures, [], 'what the neighbour and the core answered');
    this.#canaries.assertUntouched(mayChange(attacker), files);
    assert.ok(isRunning(this.gateway.program.pid));
    assert.deepEqual(this.gateway.program.errors.lines, []);
  }

  /**
   * Waits until no more is held than before. An instance keeps what its memory has grown to, as far as it was granted; so
   * the attacker gets a new one first, as it had before.
   */
  async #memoryBack({ trap, endsRefused }: Attacker): Promise<Held> {
    if (trap !== undefined && endsRefused !== true) await this.gateway.query(trap);
    const patience = AbortSignal.timeout(patienceMs);
    for (;;) {
      collectGarbage(this.gateway.program.pid);
      const held = await this.#held();
      const excess = this.#excess(held);
      if (excess.length === 0) return held;
      if (patience.aborted)
        assert.fail(`held: ${JSON.stringify(held)}, before: ${JSON.stringify(this.#before)}`);
      await pause(lookEveryMs);
    }
  }

  #excess(held: Held): readonly string[] {
    const shared = [neighbour, 'core'].filter(
      (name) => (held.hosts[name] ?? Infinity) > (this.#before.hosts[name] ?? 0) * tolerance,
    );
    return [
      ...shared,
      ...(held.gateway > this.#before.gateway * tolerance ? ['gateway'] : []),
      ...(totalOf(held) > totalOf(this.#before) * tolerance ? ['all'] : []),
    ];
  }

  async #held(): Promise<Held> {
    const names = ['core', neighbour, ...this.#attackers.map(({ name }) => name)];
    const pids = new Map<string, number>();
    for (const name of names) {
      const pid = await this.gateway.pidOf(name);
      if (isRunning(pid)) pids.set(name, pid);
    }
    return heldBy(this.gateway.program.pid, pids);
  }

  async #warmUp(): Promise<void> {
    for (const { fine, trap } of this.#attackers) {
      assert.deepEqual(await this.gateway.data(fine.query), fine.data);
      if (trap !== undefined) await this.gateway.query(trap);
    }
    const ask = async (): Promise<void> => {
      for (let count = 0; count < warmUpRequests / 4; count += 1) await this.gateway.data(SteadyClient.query);
    };
    await Promise.all([ask(), ask(), ask(), ask()]);
    collectGarbage(this.gateway.program.pid);
    this.#before = await this.#settled();
  }

  /** What is held once it doesn't become less any more. */
  async #settled(): Promise<Held> {
    let held = await this.#held();
    for (;;) {
      await pause(lookEveryMs * 10);
      const later = await this.#held();
      if (totalOf(later) >= totalOf(held) - 1) return later;
      held = later;
    }
  }
}

/** Its own folder; and when it is left out of the graph, what the gateway writes of that. */
function mayChange({ name, endsRefused }: Attacker): readonly string[] {
  const own = `extensions_dir/${name}/`;
  return endsRefused === true ? [own, '.forge/state/supergraph.graphql'] : [own];
}
