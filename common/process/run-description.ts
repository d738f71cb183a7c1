import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { ForgeError } from '../forge-error.ts';
import type { DescribeAnswer, DescribeJob } from './describe-messages.ts';
import { jailEnvironment, jailFlags } from './host-jail.ts';

export interface DescriptionRequest extends Omit<DescribeJob, 'dataDir'> {
  /** `subgraph-host/describe/main.ts`. */
  readonly program: URL;
}

export interface Description {
  readonly answer: DescribeAnswer;
  /** What the guest logged meanwhile. */
  readonly said: readonly string[];
}

/** For starting the process, and ending it; whole milliseconds. */
const extraMs = 15_000;
const maxOutput = 1_000_000;

/** Asks an admitted component what it is, in a jailed process of its own with a database that is thrown away. */
export async function describeComponent({ program, ...request }: DescriptionRequest): Promise<Description> {
  const dataDir = mkdtempSync(join(tmpdir(), 'forgepoint-describe-'));
  try {
    const { answer, said } = await runProcess(program, { ...request, dataDir });
    return { answer: answer ?? noAnswer(request.extension), said };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function noAnswer(extension: string): DescribeAnswer {
  const error = new ForgeError(
    'EXTENSION_INIT_FAILED',
    `The process that asks "${extension}" for its schema ended without an answer.`,
    { extension, remedy: 'It may take more memory or time than it is given; its author has to mend that.' },
  );
  return { kind: 'failed', error: error.toWire() };
}

async function runProcess(
  program: URL,
  job: DescribeJob,
): Promise<{ readonly answer: DescribeAnswer | undefined; readonly said: readonly string[] }> {
  const flags = jailFlags({
    program: 'subgraph-host',
    read: [job.artifactDir],
    write: [job.dataDir],
    worker: true,
    memoryMb: job.limits.memoryMb,
  });
  const subprocess = execa(process.execPath, [...flags, fileURLToPath(program)], {
    env: jailEnvironment,
    // In a thread under its permission model, Node lets everything in the working directory be read.
    cwd: job.dataDir,
    extendEnv: false,
    ipc: true,
    serialization: 'advanced',
    stdin: 'ignore',
    timeout: job.startTimeoutMs + extraMs,
    killSignal: 'SIGKILL',
    maxBuffer: maxOutput,
    reject: false,
  });
  let answer: DescribeAnswer | undefined;
  subprocess.nodeChildProcess.on('message', (message: DescribeAnswer) => {
    answer ??= message;
  });
  subprocess.nodeChildProcess.send(job, () => undefined);
  const { stdout } = await subprocess;
  return { answer, said: guestLines(stdout) };
}

function guestLines(log: string): readonly string[] {
  return log.split('\n').flatMap((line) => {
    try {
      const { source, msg } = JSON.parse(line) as { source?: unknown; msg?: unknown };
      return source === 'guest' && typeof msg === 'string' ? [msg] : [];
    } catch {
      return [];
    }
  });
}
