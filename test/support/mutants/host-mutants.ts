import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jailEnvironment, jailFlags } from '@forgepoint/common/process/host-jail.ts';
import { projectRoot } from '../program.ts';

export interface HostingRun {
  /** Absolute path of the folder with the artifacts. */
  readonly artifacts: string;
  readonly numbers: readonly number[];
  /** Absolute path of the folder for databases. */
  readonly dataDir: string;
  /** Longest time without an outcome; milliseconds. */
  readonly timeoutMs: number;
  /** What the process is started by, such as `strace` with its options; given how many processes there were before. */
  readonly under?: (processes: number) => readonly string[];
}

const child = fileURLToPath(new URL('./hosting-child.ts', import.meta.url));

/**
 * Hosts what was admitted of mutants, many in one process, jailed as a host is.
 * @returns by number what became of each: a code, what its calls came to, or how it ended the process
 */
export async function hostMutants(run: HostingRun): Promise<ReadonlyMap<number, string>> {
  const outcomes = new Map<number, string>();
  let left = run.numbers;
  for (let processes = 0; left.length > 0; processes += 1) {
    const end = await hostSome(run, left, run.under?.(processes) ?? [], outcomes);
    const next = left.find((number) => !outcomes.has(number));
    if (next !== undefined) outcomes.set(next, end);
    left = left.filter((number) => !outcomes.has(number));
  }
  return outcomes;
}

async function hostSome(
  { artifacts, dataDir, timeoutMs }: HostingRun,
  numbers: readonly number[],
  under: readonly string[],
  outcomes: Map<number, string>,
): Promise<string> {
  const flags = jailFlags({
    program: 'subgraph-host',
    read: [artifacts, `${projectRoot}test/support/mutants`],
    write: [dataDir],
    worker: true,
    memoryMb: 64,
  });
  const [command = '', ...parameters] = [
    ...under,
    process.execPath,
    ...flags,
    child,
    artifacts,
    dataDir,
    ...numbers.map(String),
  ];
  const subprocess = spawn(command, parameters, {
    cwd: dataDir,
    env: jailEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { promise: exited, resolve } = Promise.withResolvers<string>();
  let said = '';
  subprocess.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-500)));
  let tookTooLong = false;
  subprocess.once('exit', (code, signal) =>
    resolve(tookTooLong ? 'took too long' : `ended the process: ${code ?? signal}; it said: ${said}`),
  );
  const timer = setTimeout(() => {
    tookTooLong = true;
    subprocess.kill('SIGKILL');
  }, timeoutMs);
  for await (const line of createInterface({ input: subprocess.stdout })) {
    const { number, outcome } = JSON.parse(line) as { number: number; outcome: string };
    outcomes.set(number, outcome);
    timer.refresh();
  }
  const end = await exited;
  clearTimeout(timer);
  return end;
}
