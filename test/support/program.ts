import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LogLines } from './log-lines.ts';

export const projectRoot: string = fileURLToPath(new URL('../../', import.meta.url));

export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A program of the project run as its users run it, by its own entry file. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly log: LogLines;
  readonly errors: LogLines;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;

  constructor(entry: string, { args = [], env = {}, cwd }: ProgramOptions) {
    this.child = spawn(process.execPath, [`${projectRoot}${entry}`, ...args], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: cwd, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (this.child.stdout === null || this.child.stderr === null)
      throw new Error('the program has no output');
    this.log = new LogLines(this.child.stdout);
    this.errors = new LogLines(this.child.stderr);
    this.exited = once(this.child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
    }));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the program did not start');
    return this.child.pid;
  }

  /** Asks it to end, and waits until it has. */
  async stop(
    signal: NodeJS.Signals = 'SIGTERM',
  ): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    this.child.kill(signal);
    return this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.stop('SIGTERM');
  }
}
