import { pathToFileURL } from 'node:url';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { StatementCounts } from '@forgepoint/common/metrics/statement-counts.ts';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { CallState } from '../../host-functions/call-state.ts';
import { createImports } from '../../host-functions/create-imports.ts';
import { openExtensionDatabase, type ExtensionDatabase } from '../../storage/extension-database.ts';
import { fixedRandom, frozenClock } from '../../host-functions/stand-ins.ts';
import { noDatabase } from '../../storage/no-database.ts';
import { collectWhenIdle } from '../idle-collection.ts';
import { Progress, startBatch, startStages, type StartStage } from '../progress.ts';
import type { FromWorker, ToWorker, WorkerSettings } from '../protocol.ts';
import { Executor } from './executor.ts';
import { loadGlue } from './glue.ts';
import { GuestCounters } from './guest-counters.ts';
import { maxBatchLength } from './result-length.ts';
import { sealThread } from './seal-thread.ts';
import { startFirstInstance, startInstance } from './start-instance.ts';
import { StatementLog } from './statement-log.ts';
import { systemClock, systemRandom } from './system.ts';

const settings = workerData as WorkerSettings;
const progress = new Progress(settings.progress);
const statementCounts = new StatementCounts(settings.statementCounts);
const statementLog = new StatementLog();

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function lose(error: unknown): void {
  post({ type: 'lost', error: ForgeError.from(error, 'EXTENSION_INIT_FAILED').toWire() });
}

/** Tells the main thread how far the start is: it says so when the time is up. */
function enterStage(stage: StartStage): void {
  progress.begin(startBatch, startStages.indexOf(stage));
}

async function load(): Promise<{ executor: Executor; database: ExtensionDatabase; commit: () => void }> {
  const { extension, permissions, configuration, limits } = settings;
  enterStage('database');
  const counters = new GuestCounters(settings.growPages);
  const database = permissions.database
    ? openExtensionDatabase({
        file: settings.databaseFile,
        durable: settings.durable,
        busyTimeoutMs: 2_000,
        limits: settings.databaseLimits,
        onStatement: (kind, startedAt, milliseconds, rows, hasFailed) => {
          statementCounts.note(milliseconds / 1_000, rows, hasFailed);
          statementLog.note(kind, startedAt, milliseconds, rows, hasFailed);
        },
      })
    : noDatabase;
  // Everything that needs a permission has happened, but for reading the glue; the guest's code comes next.
  dropPermissions('worker', 'addon', 'fs.write');
  const state = new CallState(
    database,
    settings.databaseLimits.maxResultBytes,
    maxBatchLength(settings.maxResultLength),
  );
  const imports = createImports({
    database,
    databaseLimits: settings.databaseLimits,
    call: state,
    charge: (units) => counters.charge(units),
    // Whoever writes an extension is told where it throws, whatever it will be permitted.
    log:
      permissions.log || settings.liveSource !== null
        ? (level, message, fields) =>
            post({ type: 'log', level, message, fields, requestId: state.requestId })
        : () => undefined,
    clock: permissions.clock ? systemClock : frozenClock,
    random: permissions.random ? systemRandom : fixedRandom(),
    now: systemClock.nowMs,
    environment: settings.liveSource === null ? [] : [['FORGE_LIVE_SOURCE', settings.liveSource]],
  });
  const { schema, custom } = configuration;
  const customConfig =
    schema === null
      ? custom
      : (await import('./check-configuration.ts')).checkConfiguration(extension, schema, configuration);
  // Only a process with --expose-gc has it.
  const { gc: collectGarbage = () => undefined } = globalThis;
  const glueUrl = pathToFileURL(settings.gluePath).href;
  sealThread(glueUrl, imports);
  const instantiate = await loadGlue(glueUrl, settings.abiVersion, settings.modules, state);
  dropPermissions('fs.read');

  const parts = {
    config: {
      name: extension,
      hostVersion: settings.hostVersion,
      databaseName: `${extension}.db`,
      customConfig,
    },
    database,
    state,
    counters,
    limits,
    instantiate: () => instantiate(imports, counters.renew()),
    onStage: enterStage,
  };
  if (settings.replaces) {
    post({ type: 'prepared' });
    if (parentPort !== null) await once(parentPort, 'message');
  }
  const { instance, info, sdl } = startFirstInstance(parts);
  progress.end();
  const executor = new Executor(
    {
      ...parts,
      progress,
      maxResultLength: settings.maxResultLength,
      // The call that needs it goes on being the one that runs.
      startInstance: () => startInstance({ ...parts, onStage: () => undefined }),
      onDiscard: ({ code, message }, requestId) =>
        post({ type: 'instance-discarded', code, cause: message, requestId }),
      collectGarbage: () => collectGarbage(),
      onLeftOpen: (requestId) =>
        post({
          type: 'log',
          level: 'warn',
          message: 'a call left a transaction of its own open, which was rolled back',
          fields: undefined,
          requestId,
        }),
    },
    instance,
  );
  const { isUncommitted } = database;
  // Beside another version this was a rehearsal: that one may go on to write while the rest is decided.
  if (settings.replaces) database.rollBack();
  else database.commit();
  const commit = (): void => {
    const again = startFirstInstance(parts);
    progress.end();
    if (again.sdl !== sdl) throw changedItsMind(extension);
    database.commit();
    executor.use(again.instance);
  };
  post({ type: 'loaded', info, sdl, isUncommitted: settings.replaces && isUncommitted });
  return { executor, database, commit };
}

function changedItsMind(extension: string): ForgeError {
  return new ForgeError(
    'EXTENSION_INIT_FAILED',
    `The extension "${extension}" gives another schema when its init runs once more on the same data.`,
    { extension, remedy: 'Its author has to make the schema the same whenever it is asked for.' },
  );
}

load().then(({ executor, database, commit }) => {
  let messages = 0;
  collectWhenIdle(() => messages);
  parentPort?.on('message', (message: ToWorker) => {
    messages += 1;
    switch (message.type) {
      case 'begin':
        return;
      case 'commit':
        try {
          commit();
          post({ type: 'committed' });
        } catch (error) {
          lose(error);
        }
        return;
      case 'batch':
        try {
          const { batch } = message;
          const outcomes = statementLog.during(batch, () => executor.run(batch));
          post({ type: 'done', id: batch.id, outcomes });
        } catch (error) {
          lose(error);
        }
        return;
      case 'shutdown':
        try {
          executor.shutdown();
        } finally {
          database.close();
          post({ type: 'shut-down' });
          parentPort?.close();
        }
        return;
    }
  });
}, lose);
