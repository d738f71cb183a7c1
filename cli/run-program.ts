import { constants } from 'node:os';
import { execa } from 'execa';
import type { CommandContext } from './context.ts';

/**
 * Runs a program in this one's place: it has the terminal, and gets the signals.
 * @param args of Node, the script among them
 * @returns its exit code; 128 and the signal's number when a signal ended it
 */
export async function runNode(
  args: readonly string[],
  { cwd, environment }: CommandContext,
): Promise<number> {
  const child = execa(process.execPath, args, {
    cwd,
    env: environment,
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
    // The child decides when it ends: on Ctrl-C it has the signal already.
    cleanup: false,
  });
  const ignore = (): void => undefined;
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  process.on('SIGINT', ignore);
  process.on('SIGTERM', forward);
  try {
    const { exitCode, signal } = await child;
    return exitCode ?? 128 + (signal === undefined ? 0 : constants.signals[signal]);
  } finally {
    process.off('SIGINT', ignore);
    process.off('SIGTERM', forward);
  }
}
