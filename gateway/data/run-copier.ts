import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { jailEnvironment, jailFlags } from '@forgepoint/common/process/host-jail.ts';
import { answerShape, type CopierAnswer, type CopierJob } from './copier/job.ts';
import type { DataPlace } from './data-place.ts';

const entry = fileURLToPath(new URL('copier/main.ts', import.meta.url));
/** A gibibyte takes some seconds; a damaged file may keep SQLite busy for ever. Milliseconds. */
const timeoutMs = 30 * 60_000;
const maxAnswerBytes = 8 * 1_024 * 1_024;

export interface CopierStreams {
  /** Bytes for `stage`. */
  readonly input?: Readable;
  /** Takes the bytes of `copy`, one part after the other. */
  readonly output?: (bytes: Buffer) => Promise<void>;
}

/**
 * Lets a jailed process of the database's own user work on it: this process never opens what an extension has made, nor a
 * path in its folder.
 * @throws Error that ends a sentence with why it failed
 */
export async function runCopier(
  place: DataPlace,
  { order, stamp }: Pick<CopierJob, 'order' | 'stamp'>,
  { input, output }: CopierStreams = {},
): Promise<CopierAnswer> {
  const { folder, file, user } = place;
  const job: CopierJob = { order, folder, file, stamp };
  const flags = jailFlags({ program: 'gateway', read: [], write: [folder], worker: false });
  const copier = execa(process.execPath, [...flags, entry, JSON.stringify(job)], {
    env: jailEnvironment,
    extendEnv: false,
    cwd: folder,
    ...user,
    stdin: input === undefined ? 'ignore' : 'pipe',
    buffer: { stdout: false },
    maxBuffer: maxAnswerBytes,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    reject: false,
  });
  if (input !== undefined && copier.stdin !== null) {
    // It ends early when the disk is full; its answer says so.
    copier.stdin.on('error', () => undefined);
    input.on('error', (error) => copier.stdin?.destroy(error));
    input.pipe(copier.stdin);
  }
  try {
    const answer = await readAnswer(copier.stdout, output);
    const { stderr, exitCode, signal } = await copier;
    if (answer === undefined || exitCode !== 0) {
      throw new Error(
        `its process ended ${signal ?? `with the code ${exitCode}`} ${errorIn(stderr)}`.trimEnd(),
      );
    }
    if (answer.kind === 'failed') throw new Error(answer.reason);
    return answer;
  } catch (error) {
    copier.kill('SIGKILL');
    throw new Error(messageOf(error), { cause: error });
  }
}

/** The first line is the answer; what follows goes to `output`. */
async function readAnswer(
  stdout: Readable,
  output: CopierStreams['output'],
): Promise<CopierAnswer | undefined> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let answer: CopierAnswer | undefined;
  for await (const chunk of stdout as AsyncIterable<Buffer>) {
    let bytes = chunk;
    if (head !== undefined) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\n');
      if (end === -1 && head.length < maxAnswerBytes) continue;
      answer = answerShape.parse(JSON.parse(head.toString('utf8', 0, end)));
      bytes = head.subarray(end + 1);
      head = undefined;
    }
    if (bytes.length > 0) await output?.(bytes);
  }
  return answer;
}

/** @returns what Node said of an error, in brackets */
function errorIn(text: string): string {
  const line = text.split('\n').find((one) => /^\w*Error\b/.test(one));
  return line === undefined ? '' : `(${line})`;
}
