import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { buildGuest } from '@forgepoint/cli/build/build-guest.ts';
import type { InterfaceVersion } from '@forgepoint/cli/build/toolchain.ts';
import { withCanonicalNames } from '../../subgraph-host/admission/canonical-names.ts';
import { classify } from '../../subgraph-host/admission/classify.ts';
import { finishModules } from '../../subgraph-host/admission/finish-modules.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { readPreview1Adapter, toComponent } from '../../subgraph-host/admission/to-component.ts';
import { transpileComponent } from '../../subgraph-host/admission/transpile-component.ts';
import { Progress } from '../../subgraph-host/component/progress.ts';
import type { AttemptParts } from '../../subgraph-host/component/worker/attempt.ts';
import { loadGlue } from '../../subgraph-host/component/worker/glue.ts';
import { GuestCounters } from '../../subgraph-host/component/worker/guest-counters.ts';
import { maxBatchLength } from '../../subgraph-host/component/worker/result-length.ts';
import type { Instance } from '../../subgraph-host/component/worker/instance.ts';
import { startInstance } from '../../subgraph-host/component/worker/start-instance.ts';
import { CallState } from '../../subgraph-host/host-functions/call-state.ts';
import { createImports } from '../../subgraph-host/host-functions/create-imports.ts';
import { openExtensionDatabase } from '../../subgraph-host/storage/extension-database.ts';

const growPages = 1_024;
const maxResultLength = 8 * 1024 * 1024;

/** A component as JavaScript and core modules. */
export interface Transpiled {
  readonly glueUrl: string;
  readonly interfaceVersion: InterfaceVersion;
  /** As admission makes them. */
  readonly metered: ReadonlyMap<string, Uint8Array>;
  readonly plain: ReadonlyMap<string, Uint8Array>;
}

export async function transpileGuest(
  entry: string,
  interfaceVersion: InterfaceVersion,
  folder: string,
  witFolder?: string,
): Promise<Transpiled> {
  const outFile = join(folder, `${interfaceVersion}.wasm`);
  await buildGuest({
    entry,
    outFile,
    recordFile: `${outFile}.json`,
    interfaceVersion,
    ...(witFolder === undefined ? {} : { witFolder }),
  });
  return transpileBuilt(outFile, interfaceVersion);
}

export async function transpileBuilt(file: string, interfaceVersion: InterfaceVersion): Promise<Transpiled> {
  const refuse = refuseFor('bench');
  const bytes = readFileSync(file);
  const component = await toComponent(bytes, classify(bytes, refuse), readPreview1Adapter(), refuse);
  const { glue, modules } = await transpileComponent(withCanonicalNames(component), refuse);
  return {
    glueUrl: `data:text/javascript;base64,${Buffer.from(glue).toString('base64')}`,
    interfaceVersion,
    metered: finishModules(modules, refuse).modules,
    plain: modules,
  };
}

/** An instance with all that a call needs, in this thread. */
export interface RunningGuest {
  readonly instance: Instance;
  readonly parts: AttemptParts;
}

export async function runGuest(
  { glueUrl, interfaceVersion }: Transpiled,
  modules: ReadonlyMap<string, Uint8Array>,
  databaseFile: string,
): Promise<RunningGuest> {
  const counters = new GuestCounters(growPages);
  const database = openExtensionDatabase({
    file: databaseFile,
    durable: false,
    busyTimeoutMs: 1_000,
    limits: defaultDatabaseLimits,
  });
  const compiled = new Map(
    [...modules].map(([file, bytes]) => [file, new WebAssembly.Module(Uint8Array.from(bytes))]),
  );
  const state = new CallState(
    database,
    defaultDatabaseLimits.maxResultBytes,
    maxBatchLength(maxResultLength),
  );
  const instantiate = await loadGlue(glueUrl, interfaceVersion, compiled, state);
  const imports = createImports({
    database,
    databaseLimits: defaultDatabaseLimits,
    call: state,
    charge: (units) => counters.charge(units),
    log: () => undefined,
    clock: { nowMs: () => 1_750_000_000_000, monotonicNs: () => 1n },
    random: (bytes) => new Uint8Array(bytes),
    now: () => 1_750_000_000_000,
  });
  const limits = defaultLimits;
  const instance = startInstance({
    config: { name: 'bench', hostVersion: '0.0.0', databaseName: 'bench.db', customConfig: null },
    database,
    state,
    counters,
    limits,
    instantiate: () => instantiate(imports, counters.renew()),
    onStage: () => undefined,
  });
  return {
    instance,
    parts: {
      database,
      state,
      counters,
      limits,
      progress: new Progress(),
      maxResultLength,
      onLeftOpen: () => undefined,
    },
  };
}
