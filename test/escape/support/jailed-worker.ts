import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { openExtensionDatabase } from '../../../subgraph-host/storage/extension-database.ts';
import { runAttacks } from '../attacker/attacks.js';

/** Drops what the thread of a guest drops, but isn't sealed: the attacks meet Node's permission model alone. */
const { targets, ownFolder } = workerData as { targets: object; ownFolder: string };
openExtensionDatabase({
  file: join(ownFolder, 'taken-over.db'),
  durable: false,
  busyTimeoutMs: 1_000,
  limits: defaultDatabaseLimits,
});
dropPermissions('worker', 'addon', 'fs.write');
const load = await runAttacks(targets, {});
dropPermissions('fs.read');
const call = await runAttacks(targets, {});
parentPort?.postMessage({ load, call });
