import type { ChildProcess } from 'node:child_process';

export interface ProcessEnd {
  /** Exit code; `undefined` when a signal ended the process, or when it never started. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

interface Started extends PromiseLike<unknown> {
  readonly nodeChildProcess: ChildProcess;
}

/**
 * Settles when the process is gone; never rejects. The promise of execa waits for the channel too, which stays
 * open for good when a process ends with a connection on its way to it: it counts only for one that never started.
 */
export function endOf(started: Started): Promise<ProcessEnd> {
  const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
  started.nodeChildProcess.once('exit', (code, signal) => {
    resolve({ code: code ?? undefined, signal: signal ?? undefined });
  });
  const neverStarted = (): void => resolve({ code: undefined, signal: undefined });
  started.then(neverStarted, neverStarted);
  return promise;
}
