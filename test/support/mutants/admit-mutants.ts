import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jailFlags } from '@forgepoint/common/admission/jail-flags.ts';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';

/** What became of a mutant: refused with a code, or admitted and run. The last two are defects of the host. */
export type MutantOutcome =
  | ErrorCode
  | 'ran'
  | 'trapped'
  | 'lacked fuel'
  | 'lacked memory'
  | 'crashed the process'
  | 'took too long';

export interface MutantRun {
  /** Absolute path of the component that mutants are made of. */
  readonly component: string;
  /** Numbers of the first mutant and of the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Longest time without an outcome; milliseconds. */
  readonly timeoutMs: number;
  /** Absolute path of a folder for what is admitted, each mutant in a folder by its number. */
  readonly artifacts?: string;
  readonly onOutcome?: (number: number, outcome: MutantOutcome) => void;
}

const child = fileURLToPath(new URL('./child.ts', import.meta.url));
const project = fileURLToPath(new URL('../../../', import.meta.url));
const program = `${project}subgraph-host/admission/main.ts`;

/**
 * Takes mutants of a component through admission, thousands a minute: many in one process, jailed as admission is, by
 * the code that admission runs.
 * @returns how many mutants came to which outcome
 */
export async function admitMutants(run: MutantRun): Promise<ReadonlyMap<MutantOutcome, number>> {
  const outcomes = new Map<MutantOutcome, number>();
  let next = run.from;
  const settle = (number: number, outcome: MutantOutcome): void => {
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    run.onOutcome?.(number, outcome);
    next = number + 1;
  };
  while (next < run.to) {
    const first = next;
    const end = await runChild(run, next, settle);
    // An end that it chose itself comes after a line of its last mutant.
    if (end !== 'ended' || next === first) settle(next, end === 'ended' ? 'crashed the process' : end);
  }
  return outcomes;
}

async function runChild(
  { component, to, timeoutMs, artifacts }: MutantRun,
  from: number,
  settle: (number: number, outcome: MutantOutcome) => void,
): Promise<'ended' | 'crashed the process' | 'took too long'> {
  const flags = jailFlags({
    program,
    read: [component, `${project}test`, `${project}package.json`],
    write: artifacts === undefined ? [] : [artifacts],
  });
  const subprocess = spawn(
    process.execPath,
    [...flags, child, component, String(from), String(to), artifacts ?? ''],
    {
      env: { NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const { promise: exited, resolve } = Promise.withResolvers<'ended' | 'crashed the process'>();
  subprocess.once('exit', (code) => resolve(code === 0 ? 'ended' : 'crashed the process'));
  let tookTooLong = false;
  const timer = setTimeout(() => {
    tookTooLong = true;
    subprocess.kill('SIGKILL');
  }, timeoutMs);
  for await (const line of createInterface({ input: subprocess.stdout })) {
    const { number, outcome } = JSON.parse(line) as { number: number; outcome: MutantOutcome };
    settle(number, outcome);
    timer.refresh();
  }
  const end = await exited;
  clearTimeout(timer);
  return tookTooLong ? 'took too long' : end;
}
