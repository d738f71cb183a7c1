import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { within } from '@forgepoint/common/within.ts';

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

/** How long what a process sent last may take to be read; milliseconds. */
const readingMs = 1_000;

/** Resolves when the process has ended and all that it sent is read, as far as that can be told. */
export async function silenceOf(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const closed = child.connected ? once(child, 'disconnect') : Promise.resolve();
  await ended;
  await within(closed, readingMs);
}
