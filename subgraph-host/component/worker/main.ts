import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { createImports } from '../../host-functions/create-imports.ts';
import { openExtensionDatabase, type ExtensionDatabase } from '../../storage/extension-database.ts';
import { fixedRandom, frozenClock } from '../../host-functions/stand-ins.ts';
import { databaseLimits } from '../../storage/limits.ts';
import { noDatabase } from '../../storage/no-database.ts';
import { Progress } from '../progress.ts';
import type { FromWorker, ToWorker, WorkerSettings } from '../protocol.ts';
import { Executor } from './executor.ts';
import { loadGlue } from './glue.ts';
import type { Instance } from './instance.ts';

import { systemClock, systemRandom } from './system.ts';

const maxSdlLength = 1_000_000;
const mebibyte = 1024 * 1024;
const settings = workerData as WorkerSettings;
const progress = new Progress(settings.progress);

function post(message: FromWorker): void {
  parentPort?.postMessage(message);
}

function lose(error: unknown): void {
  post({ type: 'lost', error: ForgeError.from(error, 'EXTENSION_INIT_FAILED').toWire() });
}

async function load(): Promise<{ executor: Executor; database: ExtensionDatabase }> {
  const { extension } = settings;
  const { permissions, configuration } = settings;
  const database = permissions.database
    ? openExtensionDatabase({
        file: settings.databaseFile,
        durable: settings.durable,
        busyTimeoutMs: 2_000,
        limits: { ...databaseLimits, maxDatabaseBytes: settings.databaseMb * mebibyte },
      })
    : noDatabase;
  // Everything that needs a permission has happened, but for reading the glue; the guest's code comes next.
  dropPermissions('worker', 'addons', 'fs.write');
  const imports = createImports({
    database,
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

  const startInstance = (): Instance => {
    database.begin('init');
    try {
      const instance = instantiate(imports);
      const refusal = instance.init({
        name: extension,
        hostVersion: settings.hostVersion,
        databaseName: `${extension}.db`,
        customConfig,
      });
      if (refusal === undefined) return instance;
      throw new ForgeError(
        'EXTENSION_INIT_FAILED',
        `The extension "${extension}" refuses to start: ${refusal}`,
        {
          extension,
          remedy: 'Its configuration or its data is not what it expects; its author can say more.',
        },
      );
    } catch (error) {
      if (error instanceof ForgeError) throw error;
      throw new ForgeError(
        'EXTENSION_INIT_FAILED',
        `The extension "${extension}" trapped in init: ${messageOf(error)}.`,
        {
          extension,
          remedy: 'Its author has to mend this; nothing can be configured.',
          cause: error,
        },
      );
    } finally {
      database.end(true);
    }
  };

  progress.begin(1, 0);
  const instance = startInstance();
  const { info, sdl } = describe(instance, database);
  progress.end();
  const executor = new Executor(
    {
      database,
      progress,
      maxResultLength: settings.maxResultLength,
      startInstance,
      onDiscard: (cause) => post({ type: 'instance-discarded', cause }),
    },
    instance,
  );
  post({ type: 'loaded', info, sdl });
  return { executor, database };
}

function describe(
  instance: Instance,
  database: ExtensionDatabase,
): { info: ReturnType<Instance['info']>; sdl: string } {
  const { extension } = settings;
  database.begin('read');
  try {
    const info = instance.info();
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
    if (error instanceof ForgeError) throw error;
    throw new ForgeError(
      'EXTENSION_INIT_FAILED',
      `The extension "${extension}" trapped while it described itself: ${messageOf(error)}.`,
      {
        extension,
        remedy: 'Its author has to mend get-info or get-schema.',
        cause: error,
      },
    );
  } finally {
    database.end(false);
  }
}

load().then(({ executor, database }) => {
  parentPort?.on('message', (message: ToWorker) => {
    switch (message.type) {
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
