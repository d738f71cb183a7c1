import { Worker } from 'node:worker_threads';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import type { ComposerJob, ComposerMessage } from './messages.ts';

/**
 * Composes in a thread, for the gateway on the other end of the channel. This thread stays free, so that the
 * process ends with the gateway even while something composes without end.
 */
const worker = new Worker(new URL('./worker.ts', import.meta.url));
dropPermissions('worker');

const leave = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

worker.on('message', (message: ComposerMessage) => process.send?.(message));
worker.on('error', (error: unknown) => {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
  process.send?.({ type: 'out-of-memory' } satisfies ComposerMessage, undefined, {}, leave);
});
process.on('message', (job: ComposerJob) => worker.postMessage(job));
process.on('disconnect', leave);
