import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { compose, type ComposedSubgraph, type Composition } from './compose.ts';

function answer(): Composition {
  try {
    return compose(workerData as readonly ComposedSubgraph[]);
  } catch (error) {
    return { kind: 'failed', problems: [messageOf(error)] };
  }
}

parentPort?.postMessage(answer());
