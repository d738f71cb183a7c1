import { parentPort } from 'node:worker_threads';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { compose } from '../compose.ts';
import type { ComposerJob, ComposerMessage } from './messages.ts';

// All code is loaded by now, and composing needs nothing.
dropPermissions('worker', 'fs.read');

const send = (message: ComposerMessage): void => parentPort?.postMessage(message);

parentPort?.on('message', ({ subgraphs }: ComposerJob) => {
  send({ type: 'done', composition: compose(subgraphs) });
});
send({ type: 'ready' });
