import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** What a process did with a file; times in milliseconds since 1970. */
export type FileEvent = { readonly file: string; readonly from: number; readonly to: number } & (
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number }
  | { readonly kind: 'sync' }
);

/** No write of SQLite is longer. */
const maxWriteBytes = 128 * 1024;
const secondMs = 1_000;

/** Records, by strace, what a running process writes into its database and when it asks for that to be kept. */
export class WriteRecorder {
  readonly #dir = mkdtempSync(join(tmpdir(), 'forgepoint-trace-'));
  readonly #strace: ChildProcess;

  static async attach(pid: number): Promise<WriteRecorder> {
    const recorder = new WriteRecorder(pid);
    const { stderr } = recorder.#strace;
    if (stderr === null) throw new Error('strace has no output');
    const [text] = (await once(stderr, 'data')) as [Buffer];
    if (!text.toString().includes('attached')) throw new Error(`strace: ${text.toString()}`);
    stderr.resume();
    return recorder;
  }

  private constructor(pid: number) {
    const calls =
      'pwrite64,pwritev,pwritev2,write,writev,ftruncate,truncate,fallocate,fsync,fdatasync,unlink,rename';
    this.#strace = spawn(
      'strace',
      // One file for each thread: calls of several are not written into each other.
      [
        '-f',
        '-ff',
        '-o',
        join(this.#dir, 'trace'),
        '-ttt',
        '-T',
        '-y',
        '-xx',
        '-s',
        String(maxWriteBytes),
      ].concat(['-e', `trace=${calls}`, '-p', String(pid)]),
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
  }

  /** Lets the process go. @returns what it did with files of these names, in the order of time */
  async stop(names: readonly string[]): Promise<readonly FileEvent[]> {
    const exited = once(this.#strace, 'exit');
    this.#strace.kill('SIGTERM');
    await exited;
    const lines = readdirSync(this.#dir).flatMap((name) =>
      readFileSync(join(this.#dir, name), 'latin1').split('\n'),
    );
    rmSync(this.#dir, { recursive: true });
    return lines
      .flatMap((line) => parse(line) ?? [])
      .filter(({ file }) => names.includes(file))
      .toSorted((a, b) => a.from - b.from);
  }
}

/** @returns nothing when it isn't about a file by its descriptor. @throws Error at a call that SQLite isn't known to make */
function parse(line: string): FileEvent | undefined {
  const call = /^([\d.]+) (\w+)\(\d+<([^>]*)>(?:, )?(.*)\) += (-?\d+).* <([\d.]+)>$/.exec(line);
  if (call === null) return undefined;
  const [, begun = '', name = '', path = '', rest = '', result = '', took = ''] = call;
  const file = basename(unescaped(path).toString());
  const from = Number(begun) * secondMs;
  const when = { file, from, to: from + Number(took) * secondMs };
  switch (name) {
    case 'fsync':
    case 'fdatasync':
      return { ...when, kind: 'sync' };
    case 'ftruncate':
      return { ...when, kind: 'truncate', length: Number(rest) };
    case 'pwrite64': {
      const [, text = '', offset = ''] = /^"((?:\\x[0-9a-f]{2})*)", \d+, (\d+)$/.exec(rest) ?? [];
      const bytes = unescaped(text);
      if (bytes.length !== Number(result))
        throw new Error(`a write is recorded in part: ${line.slice(0, 200)}`);
      return { ...when, kind: 'write', offset: Number(offset), bytes };
    }
    default:
      if (/\.db(?:-|$)/.test(file)) throw new Error(`a database is written by ${name}`);
      return undefined;
  }
}

function unescaped(text: string): Buffer {
  return text.startsWith('\\x')
    ? Buffer.from(text.replaceAll('\\x', ''), 'hex')
    : Buffer.from(text, 'latin1');
}
