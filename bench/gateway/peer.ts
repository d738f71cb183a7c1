import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

export interface PeerOptions {
  readonly name: string;
  /** Of the program, and its arguments; run by this Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where it will serve; left out for one that says so by a line of JSON with `url`. */
  readonly url?: string;
}

/** A program that serves GraphQL, started for the benchmark. */
export class Peer implements AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly #end: () => Promise<void>;

  private constructor(name: string, pid: number, url: string, end: () => Promise<void>) {
    this.name = name;
    this.pid = pid;
    this.url = url;
    this.#end = end;
  }

  /** Resolves when it serves. @throws when it ends before */
  static async start({ name, args, cwd, env = {}, url: given }: PeerOptions): Promise<Peer> {
    const child = spawn(process.execPath, args, {
      cwd,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_ENV: 'production',
        APOLLO_TELEMETRY_DISABLED: 'true',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const url = await new Promise<string>((resolve, reject) => {
      const lines = createInterface(child.stdout);
      lines.on('line', (line) => {
        const found = urlIn(line);
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it served`)));
      child.once('error', reject);
      if (given !== undefined) void untilServing(given).then(() => resolve(given));
    });
    return new Peer(name, child.pid ?? 0, url, async () => {
      child.kill('SIGTERM');
      await exited;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

async function untilServing(url: string): Promise<void> {
  for (;;) {
    try {
      await fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
      return;
    } catch {
      await setTimeout(100);
    }
  }
}

function urlIn(line: string): string | undefined {
  try {
    const { url } = JSON.parse(line) as { url?: unknown };
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}
