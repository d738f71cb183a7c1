import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { Progress } from '../../subgraph-host/component/progress.ts';
import type { Batch } from '../../subgraph-host/component/protocol.ts';
import { Executor } from '../../subgraph-host/component/worker/executor.ts';
import { loadGlue } from '../../subgraph-host/component/worker/glue.ts';
import { GuestCounters } from '../../subgraph-host/component/worker/guest-counters.ts';
import { sealThread } from '../../subgraph-host/component/worker/seal-thread.ts';
import { systemClock, systemRandom } from '../../subgraph-host/component/worker/system.ts';
import { CallState } from '../../subgraph-host/host-functions/call-state.ts';
import { createImports } from '../../subgraph-host/host-functions/create-imports.ts';
import { openExtensionDatabase } from '../../subgraph-host/storage/extension-database.ts';
import type { Defence, ThreadSettings } from './defences.ts';
import { openUngatedDatabase } from './ungated-database.ts';

/** The thread of a guest as a host has it, with any of its defences left out. */
const { guest, databaseFile, on } = workerData as ThreadSettings;
const has = (defence: Defence): boolean => on.includes(defence);

const counters = new GuestCounters(1_024);
const database = has('sql')
  ? openExtensionDatabase({
      file: databaseFile,
      durable: false,
      busyTimeoutMs: 1_000,
      limits: defaultDatabaseLimits,
    })
  : openUngatedDatabase(databaseFile);
dropPermissions('worker', 'addon', 'fs.write');
const writeLine = (level: string, message: string): void =>
  parentPort?.postMessage({ type: 'log', level, message });
const state = new CallState(database, defaultDatabaseLimits.maxResultBytes, Number.MAX_SAFE_INTEGER);
const imports = createImports({
  database,
  databaseLimits: defaultDatabaseLimits,
  call: state,
  charge: has('fuel') ? (units) => counters.charge(units) : () => undefined,
  log: writeLine,
  clock: systemClock,
  random: systemRandom,
  now: systemClock.nowMs,
});
const given = has('log') ? imports : { ...imports, 'forge:extension/host-log': { log: writeLine } };
const folder = guest.folders[has('fuel') ? 'metered' : has('memory') ? 'capped' : 'plain'];
const modules = new Map(
  readdirSync(folder).map((name) => [
    name,
    new WebAssembly.Module(Uint8Array.from(readFileSync(join(folder, name)))),
  ]),
);
const glueUrl = pathToFileURL(guest.glue).href;
if (has('seal')) sealThread(glueUrl, given);
const instantiate = await loadGlue(glueUrl, '0.2.0', modules, state);
dropPermissions('fs.read');

counters.begin(10n ** 15n);
database.begin('init');
const instance = instantiate(given, counters.renew());
const refusal = instance.init({
  name: 'serves',
  hostVersion: '0.0.0',
  databaseName: 'serves.db',
  customConfig: null,
});
if (refusal !== undefined) throw new Error(refusal);
database.end(true);
counters.end();
const executor = new Executor(
  {
    database,
    state,
    counters,
    limits: defaultLimits,
    progress: new Progress(),
    maxResultLength: 8 * 1024 * 1024,
    startInstance: () => instance,
    onLeftOpen: () => undefined,
    onDiscard: ({ message }) => {
      throw new Error(`the guest trapped: ${message}`);
    },
    collectGarbage: () => undefined,
  },
  instance,
);
parentPort?.on('message', (batch: Batch) => {
  parentPort?.postMessage({ type: 'done', id: batch.id, outcomes: executor.run(batch) });
});
parentPort?.postMessage({ type: 'done', id: 0, outcomes: [] });
