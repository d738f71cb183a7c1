import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isCoordinate, type ExtensionGrants } from '@forgepoint/common/extension-grants.ts';
import { defaultLimits, withLimits, type ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import { extensionNameOfFile, type ExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import {
  defaultGrants,
  permissionNames,
  permissionSet,
  type PermissionSet,
} from '@forgepoint/common/permissions/permission.ts';
import { readInternalToken } from '@forgepoint/common/http/internal-token-setting.ts';

export interface StandaloneOptions {
  readonly file: string;
  readonly extension: ExtensionName;
  readonly host: string;
  readonly port: number;
  /** The extension's own folder; `null`: a private temporary one. */
  readonly dataDir: string | null;
  /** Admitted components, and copies of their files; only admission writes there. */
  readonly cacheDir: string;
  readonly storeDir: string;
  /** Admit the file into them, and end. */
  readonly admitOnly: boolean;
  readonly contextFile: string | null;
  readonly configFile: string | null;
  readonly watch: boolean;
  readonly internalToken: string | null;
  readonly logLevel: string;
  readonly limits: ExtensionLimits;
  readonly grants: ExtensionGrants;
  readonly permissions: PermissionSet;
}

export const usage = `Usage: subgraph-host <file.wasm> [options]

Serves one WebAssembly extension as a federation subgraph, for developing it or for a container.

  --port <number>         port to listen on, 0 for any (4001; FORGE_PORT)
  --host <address>        address to listen on (127.0.0.1; FORGE_HOST)
  --data-dir <folder>     folder of its database (the folder beside the file, named like it; FORGE_DATA_DIR)
  --in-memory             throw the data away at the end (FORGE_IN_MEMORY_DB=true)
  --context <file.json>   repositories and user that calls are told about, as no gateway fills them
  --config <file.json>    configuration that reaches its init
  --call-timeout <ms>     longest time one call may run (5000; FORGE_CALL_TIMEOUT_MS)
  --fuel-per-call <units> fuel that one call may use, about an instruction a unit (10000000000)
  --fuel-for-start <units> fuel for its init and for telling its schema (10000000000)
  --memory <MiB>          what all its memories may have together (64)
  --grant-federation      permit the directives that reach across subgraphs
  --grant-requires <Type.field>
                          permit its @requires to read this field of another extension; repeatable
  --deny <permission>     deny it database, log, clock or random; repeatable
  --no-watch              do not reload when the file changes
  --admit                 prepare the file and end: what is kept in FORGE_CACHE_DIR and FORGE_STORE_DIR (in .forge)
                          can then be read-only, as in an image
  --help                  show this text

With FORGE_INTERNAL_TOKEN set, or a file of it named by FORGE_INTERNAL_TOKEN_FILE, only requests that carry it are answered, and their context is believed.
`;

/**
 * @returns `'help'` when that is what was asked for
 * @throws ForgeError CONFIG_INVALID or EXTENSION_NAME_INVALID
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StandaloneOptions | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new ForgeError('CONFIG_INVALID', 'Name exactly one .wasm file.', {
      remedy: 'For example: subgraph-host ./issues.wasm',
    });
  }
  const path = resolve(file);
  const extension = extensionNameOfFile(basename(path));
  const inMemory = values['in-memory'] ?? env['FORGE_IN_MEMORY_DB'] === 'true';
  const dataRoot = env['FORGE_DATA_DIR'];
  const defaultDataDir =
    dataRoot === undefined ? resolve(dirname(path), extension) : resolve(dataRoot, 'extensions', extension);
  return {
    file: path,
    extension,
    host: values.host ?? env['FORGE_HOST'] ?? '127.0.0.1',
    port: wholeNumber('--port', values.port ?? env['FORGE_PORT'] ?? '4001', 65_535),
    dataDir: inMemory ? null : resolve(values['data-dir'] ?? defaultDataDir),
    cacheDir: resolve(env['FORGE_CACHE_DIR'] ?? '.forge/cache'),
    storeDir: resolve(env['FORGE_STORE_DIR'] ?? '.forge/store'),
    admitOnly: values.admit === true,
    contextFile: values.context ?? null,
    configFile: values.config ?? null,
    watch: values['no-watch'] !== true,
    internalToken: readInternalToken(env, process.cwd()),
    logLevel: env['FORGE_LOG_LEVEL'] ?? 'info',
    limits: readLimits(values, env),
    grants: {
      federation: values['grant-federation'] === true,
      requires: (values['grant-requires'] ?? []).map(coordinate),
    },
    permissions: permissionsWithout(values.deny ?? []),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'data-dir': { type: 'string' },
        'in-memory': { type: 'boolean' },
        context: { type: 'string' },
        config: { type: 'string' },
        'call-timeout': { type: 'string' },
        'fuel-per-call': { type: 'string' },
        'fuel-for-start': { type: 'string' },
        memory: { type: 'string' },
        'grant-federation': { type: 'boolean' },
        'grant-requires': { type: 'string', multiple: true },
        deny: { type: 'string', multiple: true },
        'no-watch': { type: 'boolean' },
        admit: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new ForgeError('CONFIG_INVALID', `${messageOf(error)}.`, {
      remedy: 'See subgraph-host --help.',
      cause: error,
    });
  }
}

function permissionsWithout(denied: readonly string[]): PermissionSet {
  const unknown = denied.find((name) => !permissionNames.some((known) => known === name));
  if (unknown !== undefined) {
    throw new ForgeError('CONFIG_INVALID', `--deny is "${unknown}".`, {
      remedy: `Give one of ${permissionNames.join(', ')}.`,
    });
  }
  return permissionSet((name) => defaultGrants[name] && !denied.includes(name));
}

function coordinate(text: string): string {
  if (isCoordinate(text)) return text;
  throw new ForgeError('CONFIG_INVALID', `--grant-requires is "${text}".`, {
    remedy: 'Give a field with its type, such as Issue.title.',
  });
}

const maxFuel = 1_000_000_000_000_000;

function readLimits(
  values: ReturnType<typeof parse>['values'],
  env: Readonly<Record<string, string | undefined>>,
): ExtensionLimits {
  const number = (option: string, text: string | undefined, max: number): number | undefined =>
    text === undefined ? undefined : wholeNumber(option, text, max);
  const callTimeout = values['call-timeout'] ?? env['FORGE_CALL_TIMEOUT_MS'];
  return withLimits(defaultLimits, {
    fuelPerCall: number('--fuel-per-call', values['fuel-per-call'], maxFuel),
    fuelForStart: number('--fuel-for-start', values['fuel-for-start'], maxFuel),
    memoryMb: number('--memory', values.memory, 1_024),
    callTimeoutMs: number('--call-timeout', callTimeout, 3_600_000),
  });
}

function wholeNumber(option: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= max) return value;
  throw new ForgeError('CONFIG_INVALID', `${option} is "${text}".`, {
    remedy: `Give a whole number from 0 to ${max}.`,
  });
}
