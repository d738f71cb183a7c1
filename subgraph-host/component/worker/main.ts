import { pathToFileURL } from 'node:url';
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { createImports } from '../../host-functions/create-imports.ts';
import { openExtensionDatabase, type ExtensionDatabase } from '../../storage/extension-database.ts';
import { fixedRandom, frozenClock } from '../../host-functions/stand-ins.ts';
import { noDatabase } from '../../storage/no-database.ts';
import type { GuestInfo } from '../guest-call.ts';
import { Progress, startBatch, startStages, type StartStage } from '../progress.ts';
import type { FromWorker, ToWorker, WorkerSettings } from '../protocol.ts';
import { Executor } from './executor.ts';
import { loadGlue } from './glue.ts';
import { GuestCounters } from './guest-counters.ts';
import type { Instance } from './instance.ts';
import { startFailure } from './start-failure.ts';
import { systemClock, systemRandom } from './system.ts';
import { trapOf } from './trap.ts';

const maxSdlLength = 1_000_000;
const settings = workerData as WorkerSettings;
const progress = new Progress(settings.progress);

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
      })
    : noDatabase;
  // Everything that needs a permission has happened, but for reading the glue; the guest's code comes next.
  dropPermissions('worker', 'addons', 'fs.write');
  const imports = createImports({
    database,
    charge: (units) => counters.charge(units),
    log: permissions.log ? (level, message) => post({ type: 'log', level, message }) : () => undefined,
    clock: permissions.clock ? systemClock : frozenClock,
    random: permissions.random ? systemRandom : fixedRandom(),
    now: systemClock.nowMs,
  });
  const check =
    configuration.schema === null ? undefined : (await import('./check-configuration.ts')).checkConfiguration;
  const instantiate = await loadGlue(
    pathToFileURL(settings.gluePath).href,
    settings.abiVersion,
    settings.modules,
  );
  dropPermissions('fs.read');
  const customConfig =
    configuration.schema === null || check === undefined
      ? configuration.custom
      : check(extension, configuration.schema, configuration);

  const failed = (error: unknown, doing: StartStage): ForgeError =>
    database.damage() ??
    startFailure(extension, doing, trapOf(error, counters.lack, limits.fuelForStart, limits.memoryMb), error);

  const startInstance = (mode: 'init' | 'start', onStage: (stage: StartStage) => void): Instance => {
    let stage: StartStage = 'instantiation';
    let isStarted = mode === 'init';
    database.begin(mode);
    try {
      onStage(stage);
      const instance = instantiate(imports, counters.renew());
      stage = 'init';
      onStage(stage);
      const refusal = instance.init({
        name: extension,
        hostVersion: settings.hostVersion,
        databaseName: `${extension}.db`,
        customConfig,
      });
      const damage = database.damage();
      if (damage !== undefined) throw damage;
      if (refusal === undefined) {
        isStarted = true;
        return instance;
      }
      throw new ForgeError(
        'EXTENSION_INIT_FAILED',
        `The extension "${extension}" refuses to start: ${refusal}`,
        {
          extension,
          remedy: `Set what it asks for under extensions.${extension}.config; if that is not it, its author can say more.`,
        },
      );
    } catch (error) {
      throw error instanceof ForgeError ? error : failed(error, stage);
    } finally {
      database.end(isStarted);
    }
  };

  const startFirst = (): Instance => {
    try {
      const started = startInstance('start', enterStage);
      if (!database.hasToStartAgain) return started;
    } catch (error) {
      if (!database.hasToStartAgain) throw error;
    }
    return startInstance('start', enterStage);
  };

  const describe = (instance: Instance): { info: GuestInfo; sdl: string } => {
    let stage: StartStage = 'get-info';
    database.begin('read');
    try {
      enterStage(stage);
      const info = instance.info();
      stage = 'get-schema';
      enterStage(stage);
      const sdl = instance.schema();
      if (sdl.length <= maxSdlLength) return { info, sdl };
      throw new ForgeError(
        'EXTENSION_SCHEMA_INVALID',
        `The SDL of "${extension}" is longer than ${maxSdlLength} characters.`,
        {
          extension,
          remedy: 'Split the extension.',
        },
      );
    } catch (error) {
      throw error instanceof ForgeError ? error : failed(error, stage);
    } finally {
      database.end(false);
    }
  };

  const withStartFuel = <Result>(run: () => Result): Result => {
    counters.begin(BigInt(limits.fuelForStart));
    try {
      return run();
    } finally {
      counters.end();
    }
  };

  if (settings.replaces) {
    post({ type: 'prepared' });
    if (parentPort !== null) await once(parentPort, 'message');
  }
  const start = (): { instance: Instance; info: GuestInfo; sdl: string } =>
    withStartFuel(() => {
      const instance = startFirst();
      return { instance, ...describe(instance) };
    });
  const { instance, info, sdl } = start();
  progress.end();
  const executor = new Executor(
    {
      database,
      counters,
      limits,
      progress,
      maxResultLength: settings.maxResultLength,
      // The call that needs it goes on being the one that runs.
      startInstance: () => withStartFuel(() => startInstance('init', () => undefined)),
      onDiscard: ({ code, message }) => post({ type: 'instance-discarded', code, cause: message }),
      // Only a process with --expose-gc has it.
      collectGarbage: () => globalThis.gc?.(),
    },
    instance,
  );
  const { isUncommitted } = database;
  // Beside another version this was a rehearsal: that one may go on to write while the rest is decided.
  if (settings.replaces) database.rollBack();
  else database.commit();
  const commit = (): void => {
    const again = start();
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
  parentPort?.on('message', (message: ToWorker) => {
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
          post({ type: 'done', id: message.batch.id, outcomes: executor.run(message.batch) });
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
