import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { ComposedSubgraph } from '../compose.ts';
import type { Composed } from '../composition-failure.ts';
import { composerEnvironment, composerFlags, composerFolder } from './jail.ts';
import type { ComposerJob, ComposerMessage } from './messages.ts';

const entry = fileURLToPath(new URL('./main.ts', import.meta.url));
/** Longest time until the process can compose; whole milliseconds. */
const startTimeoutMs = 60_000;
/** Bytes. */
const maxErrorOutput = 10_000;

/** One run of the process that composes. */
export class ComposerProcess {
  readonly pid: number;
  /** Settles when it has ended, with how; never rejects. */
  readonly ended: Promise<string>;
  readonly #heapMebibytes: number;
  readonly #process: ReturnType<typeof spawn>;
  #onMessage: (message: ComposerMessage) => void = () => undefined;

  /** Resolves when it can compose. @throws ForgeError COMPOSITION_FAILED when it ends before */
  static async start(heapMebibytes: number): Promise<ComposerProcess> {
    const composer = new ComposerProcess(heapMebibytes);
    const timer = setTimeout(() => void composer.kill(), startTimeoutMs);
    const how = await Promise.race([composer.#ready(), composer.ended]);
    clearTimeout(timer);
    if (how === 'ready') return composer;
    throw new ForgeError('COMPOSITION_FAILED', `The process that composes ended ${how} before it began.`, {
      remedy: 'See whether the machine has memory left.',
    });
  }

  private constructor(heapMebibytes: number) {
    this.#heapMebibytes = heapMebibytes;
    this.#process = spawn(heapMebibytes);
    const { pid, nodeChildProcess } = this.#process;
    this.pid = pid ?? 0;
    nodeChildProcess.on('message', (message: ComposerMessage) => this.#onMessage(message));
    this.ended = this.#process.then(({ exitCode, signal, stderr }) => {
      const said = stderr.trim().split('\n').at(-1) ?? '';
      const how = signal === undefined ? `with the code ${exitCode}` : `by ${signal}`;
      return said === '' ? how : `${how} (${said})`;
    });
  }

  /** @param budgetMs after which the composition counts as failed; the process is of no more use then */
  async compose(subgraphs: readonly ComposedSubgraph[], budgetMs: number): Promise<Composed> {
    const { promise, resolve } = Promise.withResolvers<Composed>();
    const overBudget = (spent: string): void => resolve({ kind: 'over-budget', spent });
    const timer = setTimeout(() => overBudget(`longer than ${budgetMs} ms`), budgetMs);
    void this.ended.then((how) => overBudget(`more than its process has: that ended ${how}`));
    this.#onMessage = (message) => {
      if (message.type === 'done') resolve(message.composition);
      if (message.type === 'out-of-memory') overBudget(`more than ${this.#heapMebibytes} MiB of memory`);
    };
    this.#process.nodeChildProcess.send({ subgraphs } satisfies ComposerJob, () => undefined);
    const composed = await promise;
    clearTimeout(timer);
    return composed;
  }

  /** Ends it, whatever it does. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }

  #ready(): Promise<'ready'> {
    const { promise, resolve } = Promise.withResolvers<'ready'>();
    this.#onMessage = ({ type }) => {
      if (type === 'ready') resolve('ready');
    };
    return promise;
  }
}

function spawn(heapMebibytes: number) {
  return execa(process.execPath, [...composerFlags(heapMebibytes), entry], {
    env: composerEnvironment,
    extendEnv: false,
    cwd: composerFolder,
    ipc: true,
    serialization: 'advanced',
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    maxBuffer: maxErrorOutput,
    reject: false,
    cleanup: true,
    forceKillAfterDelay: false,
  });
}
