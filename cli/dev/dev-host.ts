import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { FromDevHost, ToDevHost } from '@forgepoint/common/process/dev-messages.ts';
import { projectFile } from '../project.ts';

/** One line of the host's log. */
export type HostLine = Readonly<Record<string, unknown>>;

export interface DevHostOptions {
  /** Absolute path of the component that runs what it is given. */
  readonly file: string;
  /** Options of the standalone host. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onMessage: (message: FromDevHost) => void;
  readonly onLine: (line: HostLine) => void;
}

/** The process that serves the extension; the guest runs there and never in this one. */
export class DevHost {
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<string>;
  readonly #process: ReturnType<typeof spawn>;

  constructor(options: DevHostOptions) {
    this.#process = spawn(options);
    const { nodeChildProcess, stdout } = this.#process;
    nodeChildProcess.on('message', options.onMessage);
    createInterface({ input: stdout }).on('line', (text) => {
      const line = parse(text);
      if (line !== undefined) options.onLine(line);
    });
    this.ended = this.#process.then(({ exitCode, signal }) =>
      signal === undefined ? `with the code ${exitCode}` : `by ${signal}`,
    );
  }

  send(message: ToDevHost): void {
    if (this.#process.nodeChildProcess.connected) {
      this.#process.nodeChildProcess.send(message, () => undefined);
    }
  }

  /** Lets the guest shut down and closes its database. */
  async stop(): Promise<void> {
    if (this.#process.nodeChildProcess.connected) this.#process.nodeChildProcess.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopGraceMs);
    await this.ended;
    clearTimeout(timer);
  }
}

const stopGraceMs = 5_000;

function spawn({ file, args, cwd, environment }: DevHostOptions) {
  return execa(process.execPath, [projectFile('subgraph-host/dev/main.ts'), file, ...args], {
    cwd,
    env: { ...environment, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
    extendEnv: false,
    ipc: true,
    serialization: 'advanced',
    stdin: 'ignore',
    stderr: 'inherit',
    buffer: false,
    reject: false,
    // It ends with the channel.
    cleanup: false,
  });
}

function parse(text: string): HostLine | undefined {
  try {
    return JSON.parse(text) as HostLine;
  } catch {
    return undefined;
  }
}
