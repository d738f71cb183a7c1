import type { ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { CallState } from '../../host-functions/call-state.ts';
import type { ExtensionDatabase, SessionMode } from '../../storage/extension-database.ts';
import type { GuestInfo } from '../guest-call.ts';
import type { StartStage } from '../progress.ts';
import type { GuestCounters } from './guest-counters.ts';
import type { InitConfig, Instance } from './instance.ts';
import { startFailure } from './start-failure.ts';
import { trapOf } from './trap.ts';

export interface StartParts {
  readonly config: InitConfig;
  readonly database: ExtensionDatabase;
  readonly state: CallState;
  readonly counters: GuestCounters;
  readonly limits: ExtensionLimits;
  readonly instantiate: () => Instance;
  /** Told before each step. */
  readonly onStage: (stage: StartStage) => void;
}

export interface Description {
  readonly info: GuestInfo;
  readonly sdl: string;
}

const maxSdlLength = 1_000_000;

/** An instance whose `init` has run. @throws ForgeError when the guest cannot be started */
export function startInstance(parts: StartParts): Instance {
  return withStartFuel(parts, () => {
    const instance = instantiate(parts);
    initialise(parts, instance);
    return instance;
  });
}

/**
 * The first instance: the database is brought to what the guest wants, and the guest says what it is.
 * @throws ForgeError when the guest cannot be started
 */
export function startFirstInstance(parts: StartParts): Description & { readonly instance: Instance } {
  return withStartFuel(parts, () => {
    const instance = instantiate(parts);
    if (!instance.traits.describedBeforeInit) {
      initialise(parts, instance);
      return { instance, ...inSession(parts, 'read', () => describe(parts, instance)) };
    }
    const description = describe(parts, instance);
    migrate(parts, instance);
    initialise(parts, instance);
    return { instance, ...description };
  });
}

function instantiate(parts: StartParts): Instance {
  return trapping(parts, 'instantiation', () => parts.instantiate());
}

function initialise(parts: StartParts, instance: Instance): void {
  const { config } = parts;
  inSession(parts, instance.traits.initSession, () => {
    const refusal = trapping(parts, 'init', () => instance.init(config));
    const damage = parts.database.damage();
    if (damage !== undefined) throw damage;
    if (refusal === undefined) return;
    throw new ForgeError(
      'EXTENSION_INIT_FAILED',
      `The extension "${config.name}" refuses to start: ${refusal}`,
      {
        extension: config.name,
        remedy: `Set what it asks for under extensions.${config.name}.config; if that is not it, its author can say more.`,
      },
    );
  });
}

function migrate(parts: StartParts, instance: Instance): void {
  const migrations = trapping(parts, 'migrations', () => instance.migrations());
  const outcome = parts.database.applyMigrations(migrations);
  if (outcome.kind === 'done') return;
  const { code, message, remedy } = outcome;
  const extension = parts.config.name;
  throw new ForgeError(code, `The database of the extension "${extension}" is left as it was. ${message}`, {
    extension,
    remedy,
  });
}

function describe(parts: StartParts, instance: Instance): Description {
  const extension = parts.config.name;
  const info = trapping(parts, 'get-info', () => instance.info());
  const sdl = trapping(parts, 'get-schema', () => instance.schema());
  if (sdl.length <= maxSdlLength) return { info, sdl };
  throw new ForgeError(
    'EXTENSION_SCHEMA_INVALID',
    `The SDL of "${extension}" is longer than ${maxSdlLength} characters.`,
    { extension, remedy: 'Split the extension.' },
  );
}

/** The database can be used meanwhile; what was written is kept unless `run` throws. */
function inSession<Result>({ database, state }: StartParts, mode: SessionMode, run: () => Result): Result {
  database.begin(mode);
  let commit = false;
  try {
    state.begin(undefined);
    const result = run();
    commit = true;
    return result;
  } finally {
    state.end();
    database.end(commit);
  }
}

/** @param stage for the sentence that says where the guest trapped */
function trapping<Result>(parts: StartParts, stage: StartStage, run: () => Result): Result {
  parts.onStage(stage);
  try {
    return run();
  } catch (error) {
    const { counters, database, limits, config } = parts;
    const trap = trapOf(error, counters.lack, limits.fuelForStart, limits.memoryMb);
    throw database.damage() ?? startFailure(config.name, stage, trap, error);
  }
}

function withStartFuel<Result>({ counters, limits }: StartParts, run: () => Result): Result {
  counters.begin(BigInt(limits.fuelForStart));
  try {
    return run();
  } finally {
    counters.end();
  }
}
