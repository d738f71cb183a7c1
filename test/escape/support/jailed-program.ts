import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Stands for the main thread of a host: started with a host's flags, it runs the attacks in a thread and prints what came of them. */
const [, , targets = '{}'] = process.argv;
const parsed = JSON.parse(targets) as { readonly ownFolder: string };
const worker = new Worker(new URL('./jailed-worker.ts', import.meta.url), {
  workerData: { targets: parsed, ownFolder: parsed.ownFolder },
  env: { NODE_ENV: 'production' },
});
const [outcomes] = (await once(worker, 'message')) as [object];
process.stdout.write(`${JSON.stringify({ outcomes })}\n`);
await worker.terminate();
