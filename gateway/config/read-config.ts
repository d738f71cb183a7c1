import { join, resolve } from 'node:path';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { isExtensionName, type ExtensionName } from '@forgepoint/common/extension-name.ts';
import { readInternalToken } from '@forgepoint/common/http/internal-token-setting.ts';
import { defaultGrants } from '@forgepoint/common/permissions/permission.ts';
import { readApiToken } from './api-token.ts';
import { checkSettings } from './check-settings.ts';
import { parseCommandLine } from './command-line.ts';
import { configError } from './config-error.ts';
import { configFileAt, readConfigFile, type ConfigFile } from './config-file.ts';
import type { Config, ExtensionSettings, FixedSettings, Folders } from './config.ts';
import {
  configPathVariable,
  mistypedVariables,
  settingsInEnvironment,
  variableIn,
  type Environment,
  type FoundSetting,
} from './environment.ts';
import { defaultOperatorPort, type SettingName, type Settings } from './settings-schema.ts';

export interface ConfigSources {
  /** The command line without program and script. */
  readonly argv: readonly string[];
  readonly environment: Environment;
  /** Relative paths start here; those in the configuration file, at its folder. */
  readonly cwd: string;
}

/**
 * Reads the configuration once. The command line wins over the environment, that over the file, that over the
 * defaults.
 * @returns `help` when the command line asks for it
 * @throws ForgeError CONFIG_INVALID
 */
export function readConfig({ argv, environment, cwd }: ConfigSources): Config | 'help' {
  const commandLine = parseCommandLine(argv, cwd);
  if (commandLine.help) return 'help';
  const mistyped = mistypedVariables(environment);
  if (mistyped.length > 0) throw configError(...mistyped);

  const configPath = variableIn(environment, configPathVariable);
  const file = readConfigFile(configPath, cwd);
  const found = new Map<PropertyKey, FoundSetting>(
    [...settingsInEnvironment(environment), ...commandLine.settings].map((one) => [one.setting, one]),
  );
  const settings = checkSettings(merge(file, found, cwd), (path) => {
    const where = path.length === 0 ? undefined : found.get(path[0] ?? '')?.where;
    return where ?? placeInFile(file, path);
  });
  return Object.freeze({
    address: Object.freeze({ host: settings.host, port: settings.port }),
    operator: Object.freeze({
      host: settings.operatorHost,
      port: settings.operatorPort ?? defaultOperatorPort,
      isPortChosen: settings.operatorPort !== undefined,
    }),
    allowedHosts:
      settings.allowedHosts === undefined
        ? null
        : new Set(settings.allowedHosts.map((name) => name.toLowerCase())),
    apiToken: readApiToken(environment, cwd),
    introspection: settings.introspection,
    gatewayWorkers: settings.gatewayWorkers,
    requestLimits: Object.freeze({
      maxConnections: settings.maxConnections,
      maxBodyBytes: settings.maxBodyBytes,
      maxTokens: settings.maxTokens,
      maxDepth: settings.maxDepth,
      maxRootFields: settings.maxRootFields,
      maxFields: settings.maxFields,
      maxAliases: settings.maxAliases,
      maxDirectives: settings.maxDirectives,
    }),
    logLevel: settings.logLevel,
    source: commandLine.source,
    folders: Object.freeze(foldersOf(settings, cwd)),
    hostUidBase: settings.hostUidBase ?? null,
    inMemoryDatabase: settings.inMemoryDatabase,
    timeouts: Object.freeze({
      callMs: settings.callTimeoutMs,
      requestMs: settings.requestTimeoutMs,
      startMs: settings.startTimeoutMs,
      shutdownGraceMs: settings.shutdownGraceMs,
    }),
    internalToken: readInternalToken(environment, cwd),
    subgraphPollMs: settings.subgraphPollMs,
    extensions: extensionsOf(settings),
    breakingChanges: settings.breakingChanges,
    fixed: fixedOf(settings),
    configFile: configFileAt(configPath, cwd),
  });
}

/** What of the settings is read once. */
function fixedOf({
  $schema: _,
  extensions: _live,
  breakingChanges: _policy,
  ...fixed
}: Settings): FixedSettings {
  return Object.freeze(fixed);
}

const pathSettings: ReadonlySet<string> = new Set<SettingName>([
  'extensionsDir',
  'dataDir',
  'databaseDir',
  'cacheDir',
  'storeDir',
  'stateDir',
]);

/** One object for the schema; every path in it is absolute. What the file holds may be anything. */
function merge(
  file: ConfigFile | undefined,
  found: ReadonlyMap<PropertyKey, FoundSetting>,
  cwd: string,
): unknown {
  const content: unknown = file === undefined ? {} : file.content;
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  const fromFile = Object.entries(content).map(([key, value]: [string, unknown]) => [
    key,
    pathSettings.has(key) ? absolute(value, file?.folder ?? cwd) : value,
  ]);
  const fromOutside = [...found.values()].map(({ setting, value, isPath }) => [
    setting,
    isPath ? absolute(value, cwd) : value,
  ]);
  return Object.fromEntries([...fromFile, ...fromOutside]) as unknown;
}

function absolute(value: unknown, from: string): unknown {
  return typeof value === 'string' && value !== '' ? resolve(from, value) : value;
}

function placeInFile(file: ConfigFile | undefined, path: readonly PropertyKey[]): string {
  const name = file === undefined ? 'The configuration' : `The configuration file "${file.path}"`;
  return path.length === 0 ? name : `"${path.map(String).join('.')}" in ${name.replace(/^The/, 'the')}`;
}

function foldersOf(settings: Settings, cwd: string): Folders {
  const { dataDir } = settings;
  const own = dataDir ?? join(cwd, '.forge');
  const extensions = settings.extensionsDir ?? join(cwd, 'extensions_dir');
  return {
    extensions,
    extensionData: dataDir === undefined ? extensions : join(dataDir, 'extensions'),
    coreDatabase: settings.databaseDir ?? join(own, 'db'),
    cache: settings.cacheDir ?? join(own, 'cache'),
    store: settings.storeDir ?? join(own, 'store'),
    state: settings.stateDir ?? join(own, 'state'),
  };
}

function extensionsOf(settings: Settings): ReadonlyMap<ExtensionName, ExtensionSettings> {
  const all = new Map<ExtensionName, ExtensionSettings>();
  for (const [name, settled] of Object.entries(settings.extensions)) {
    const { enabled, config, permissions, grants, acceptBreakingChange, ...limits } = settled;
    if (!isExtensionName(name)) continue;
    const customConfig = config === undefined ? null : JSON.stringify(config);
    const granted = Object.freeze({ ...noGrants, ...grants });
    all.set(
      name,
      Object.freeze({
        enabled,
        customConfig,
        limits: Object.freeze(limits),
        permissions: Object.freeze(permissions ?? defaultGrants),
        grants: granted,
        acceptBreakingChange: acceptBreakingChange ?? null,
      }),
    );
  }
  return all;
}
