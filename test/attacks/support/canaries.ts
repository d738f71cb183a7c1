import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { snapshot, type Snapshot } from '../../bad-input/support/snapshot.ts';

/** What no extension may touch: files around its own folder, and processes of the same user. */
export class Canaries implements AsyncDisposable {
  readonly #dir: string;
  readonly #processes: readonly ChildProcess[];
  readonly #started: readonly string[];

  /** Puts them into the folder of a gateway that isn't started yet. */
  static put(dir: string): Canaries {
    writeFileSync(join(dir, 'canary.txt'), 'nobody reads or writes this');
    writeFileSync(join(dir, 'canary.db'), 'SQLite format 3\0');
    mkdirSync(join(dir, 'extensions_dir/canary'), { recursive: true });
    writeFileSync(join(dir, 'extensions_dir/canary/canary.db'), 'the database of nobody');
    return new Canaries(dir);
  }

  private constructor(dir: string) {
    this.#dir = dir;
    this.#processes = [1, 2].map(() => spawn('sleep', ['1000'], { stdio: 'ignore' }));
    this.#started = this.#processes.map(({ pid }) => startOf(pid));
  }

  /** @param mayChange how paths begin of what the extension itself owns, or makes the gateway write */
  look(mayChange: readonly string[]): Snapshot {
    // Whoever opens a database makes an empty -wal, whoever reads it takes locks in its -shm.
    const comesAndGoes = (path: string, is: string): boolean =>
      path.endsWith('-shm') || (path.endsWith('-wal') && is.startsWith('0 bytes'));
    return new Map(
      [...snapshot(this.#dir)].filter(
        ([path, is]) => !mayChange.some((start) => path.startsWith(start)) && !comesAndGoes(path, is),
      ),
    );
  }

  /** @param before from `look` */
  assertUntouched(mayChange: readonly string[], before: Snapshot): void {
    assert.deepEqual(this.look(mayChange), before, 'files outside of the extension’s folder');
    this.assertProcesses();
  }

  assertProcesses(): void {
    const states = this.#processes.map(({ pid }) => stateOf(pid));
    assert.deepEqual(states, ['S', 'S'], 'processes beside the gateway');
    assert.deepEqual(
      this.#processes.map(({ pid }) => startOf(pid)),
      this.#started,
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const canary of this.#processes) canary.kill('SIGKILL');
    return Promise.resolve();
  }
}

/** State and time of start, as the kernel tells them. @see proc_pid_stat(5) */
function statOf(pid: number | undefined): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function stateOf(pid: number | undefined): string {
  return statOf(pid)[0] ?? '';
}

function startOf(pid: number | undefined): string {
  return statOf(pid)[19] ?? '';
}
