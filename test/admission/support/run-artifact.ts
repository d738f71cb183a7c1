import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3';
import { counterModule } from '@forgepoint/common/admission/counters.ts';
import type { Artifact } from '@forgepoint/common/admission/artifact.ts';
import type * as ExtensionApi from '../../../subgraph-host/component/abi-0.2.0/extension-api.generated.d.ts';
import { GuestCounters } from '../../../subgraph-host/component/worker/guest-counters.ts';
import type { RecordValue } from '../../../subgraph-host/component/abi-0.2.0/host-database.generated.d.ts';

/** The exports of an instance of forge:extension@0.2.0. */
export type RunningGuest = typeof ExtensionApi;

type Instantiate = (
  getCoreModule: (file: string) => WebAssembly.Module,
  imports: Readonly<Record<string, object>>,
  instantiateCore: (
    module: WebAssembly.Module,
    imports?: Record<string, WebAssembly.ModuleImports>,
  ) => WebAssembly.Instance,
) => Readonly<Record<string, RunningGuest>>;

/** 64 MiB */
const grantedPages = 1_024;
const plentyOfFuel = 10n ** 12n;

/** An artifact run with the least that a host can give: an SQLite in memory, and interfaces that do nothing. */
export async function runArtifact(artifact: Artifact): Promise<RunningGuest> {
  return runWith(pathToFileURL(artifact.gluePath).href, artifact.modules, artifact.initialPages);
}

/** The same of what was made in this process, metered or not. */
export async function runModules(
  glue: Uint8Array,
  modules: ReadonlyMap<string, Uint8Array>,
): Promise<RunningGuest> {
  return runWith(`data:text/javascript;base64,${Buffer.from(glue).toString('base64')}`, modules, 0);
}

async function runWith(
  glueUrl: string,
  modules: ReadonlyMap<string, Uint8Array>,
  initialPages: number,
): Promise<RunningGuest> {
  const { instantiate } = (await import(glueUrl)) as { instantiate: Instantiate };
  const counters = new GuestCounters(grantedPages - initialPages);
  const globals = counters.renew();
  counters.begin(plentyOfFuel);
  const exports = instantiate(
    (file) => {
      const bytes = modules.get(file);
      if (bytes === undefined) throw new Error(`the artifact has no ${file}`);
      return new WebAssembly.Module(Uint8Array.from(bytes));
    },
    importsOver(new Database(':memory:')),
    (module, imports) => new WebAssembly.Instance(module, { ...imports, [counterModule]: globals }),
  );
  const guest = exports['forge:extension/extension-api@0.2.0'];
  if (guest === undefined) throw new Error('the glue exports no extension-api');
  return guest;
}

function importsOver(database: Database.Database): Readonly<Record<string, object>> {
  const forge: Record<string, object> = {
    'wasi:clocks/monotonic-clock': idle({ now: () => process.hrtime.bigint() }),
    'wasi:clocks/wall-clock': idle({ now: () => ({ seconds: 1_750_000_000n, nanoseconds: 0 }) }),
    'forge:extension/host-log': { log: () => undefined },
    'forge:extension/host-database': {
      migrate: (script: string) => {
        try {
          database.exec(script);
        } catch (error) {
          throw Object.assign(new Error('the result is an error'), { payload: String(error) });
        }
      },
      query: (sql: string, parameters: readonly RecordValue[]) =>
        attempt(() => {
          const rows = database
            .prepare(sql)
            .raw()
            .safeIntegers()
            .all(...bound(parameters)) as unknown[][];
          return rows.map((values) => ({ values: values.map(toRecordValue) }));
        }),
      execute: (sql: string, parameters: readonly RecordValue[]) =>
        attempt(() => {
          const { changes, lastInsertRowid } = database
            .prepare(sql)
            .safeIntegers()
            .run(...bound(parameters));
          return { rowsAffected: BigInt(changes), lastInsertId: BigInt(lastInsertRowid) };
        }),
    },
  };
  return new Proxy(forge, { get: (imports, name: string) => imports[name] ?? idle() });
}

function bound(parameters: readonly RecordValue[]): unknown[] {
  return parameters.map((value) => (value.tag === 'null' ? null : value.val));
}

function attempt(run: () => unknown): object {
  try {
    return { tag: 'success', val: run() };
  } catch (error) {
    return { tag: 'error', val: String(error) };
  }
}

function toRecordValue(value: unknown): RecordValue {
  if (value === null) return { tag: 'null' };
  return typeof value === 'bigint' ? { tag: 'integer', val: value } : { tag: 'text', val: value as string };
}

/** A resource of WASI that a guest may hold; what it writes goes to the test's own error stream. */
class Resource {
  checkWrite(): bigint {
    return 65_536n;
  }
  write(bytes: Uint8Array): void {
    process.stderr.write(bytes);
  }
  blockingWriteAndFlush(bytes: Uint8Array): void {
    process.stderr.write(bytes);
  }
  blockingFlush(): void {
    // Nothing is kept back.
  }
}

const functions: Readonly<Record<string, (length: bigint) => unknown>> = {
  getEnvironment: () => [],
  getDirectories: () => [],
  insecureSeed: () => [1n, 2n],
  getRandomU64: () => 1n,
  getRandomBytes: (length: bigint) => new Uint8Array(Number(length)),
  getStdin: () => new Resource(),
  getStdout: () => new Resource(),
  getStderr: () => new Resource(),
};

/** An interface of WASI: what isn't given answers with something empty. */
function idle(given: Readonly<Record<string, unknown>> = {}): object {
  return new Proxy(given, {
    get: (_, name: string) =>
      given[name] ?? (/^[A-Z]/.test(name) ? Resource : (functions[name] ?? (() => undefined))),
  });
}

/**
 * A call of `resolve-field` in global scope, or in that of a repository.
 * @param field `<parent type>.<field name>`
 */
export function call(
  field: string,
  args: object = {},
  parent?: object,
  repositoryId?: string,
): ExtensionApi.ResolveInfo {
  const [parentType = '', fieldName = ''] = field.split('.');
  return {
    fieldName,
    parentType,
    arguments: JSON.stringify(args),
    ...(parent === undefined ? {} : { parent: JSON.stringify(parent) }),
    context:
      repositoryId === undefined
        ? { scope: 'global' }
        : { scope: 'repository', repository: { id: repositoryId, slug: 'r', isRemote: false } },
  };
}
