import { Worker } from 'node:worker_threads';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { ComposedSubgraph, Composition } from './compose.ts';

/**
 * Composes off this thread, which serves.
 * @param budgetMs after which composition counts as failed; whole milliseconds
 */
export async function composeInWorker(
  subgraphs: readonly ComposedSubgraph[],
  budgetMs: number,
): Promise<Composition> {
  const { promise, resolve } = Promise.withResolvers<Composition>();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: subgraphs,
    env: { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
  });
  const timer = setTimeout(
    () => resolve({ kind: 'failed', problems: [`Composing took longer than ${budgetMs} ms.`] }),
    budgetMs,
  );
  worker.once('message', resolve);
  worker.once('error', (error: unknown) => resolve({ kind: 'failed', problems: [messageOf(error)] }));
  worker.once('exit', () => resolve({ kind: 'failed', problems: ['The thread that composes ended.'] }));
  const composition = await promise;
  clearTimeout(timer);
  await worker.terminate();
  return composition;
}
