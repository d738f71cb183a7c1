import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One turn, or a few, of a process's event loop that took long. */
export interface LongTurn {
  readonly pid: number;
  /** When it ended; milliseconds since 1970. */
  readonly at: number;
  /** Processor time of the main thread; milliseconds. */
  readonly ms: number;
}

/**
 * Has every process of Node that is started from now on note the long turns of its event loop. They are measured in
 * processor time of the thread, not by the clock: other programs on the machine would hold it up as well.
 */
export class Turns implements Disposable {
  readonly #dir = mkdtempSync(join(tmpdir(), 'forgepoint-bench-'));
  readonly #before = process.env['NODE_OPTIONS'];

  /** @param leastMs shorter ones are not noted */
  constructor(leastMs: number) {
    const module = join(this.#dir, 'turns.mjs');
    writeFileSync(this.#file, '');
    writeFileSync(
      module,
      `import { appendFileSync } from 'node:fs';
      import { isMainThread } from 'node:worker_threads';
      const used = () => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1_000; };
      let last = used();
      if (isMainThread) setInterval(() => {
        const now = used();
        const ms = now - last;
        if (ms >= ${leastMs}) appendFileSync(${JSON.stringify(this.#file)}, JSON.stringify({ pid: process.pid, at: Date.now(), ms }) + '\\n');
        last = used();
      }, 1).unref();`,
    );
    process.env['NODE_OPTIONS'] = `--import=${module}`;
  }

  get long(): readonly LongTurn[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LongTurn);
  }

  [Symbol.dispose](): void {
    if (this.#before === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = this.#before;
    rmSync(this.#dir, { recursive: true, force: true });
  }

  get #file(): string {
    return join(this.#dir, 'turns.jsonl');
  }
}
