import { internalTokenVariables } from '@forgepoint/common/http/internal-token-setting.ts';
import type { ConfigProblem } from './config-error.ts';
import { nearestName } from '@forgepoint/common/nearest-name.ts';
import type { SettingName } from './settings-schema.ts';

type Kind = 'text' | 'number' | 'boolean' | 'path' | 'list';

/** The variable of each setting that has one. */
export const environmentVariables: readonly {
  readonly variable: string;
  readonly setting: SettingName;
  readonly kind: Kind;
}[] = [
  { variable: 'FORGE_HOST', setting: 'host', kind: 'text' },
  { variable: 'FORGE_PORT', setting: 'port', kind: 'number' },
  { variable: 'FORGE_OPERATOR_HOST', setting: 'operatorHost', kind: 'text' },
  { variable: 'FORGE_OPERATOR_PORT', setting: 'operatorPort', kind: 'number' },
  { variable: 'FORGE_ALLOWED_HOSTS', setting: 'allowedHosts', kind: 'list' },
  { variable: 'FORGE_INTROSPECTION', setting: 'introspection', kind: 'boolean' },
  { variable: 'FORGE_LOG_LEVEL', setting: 'logLevel', kind: 'text' },
  { variable: 'FORGE_EXTENSIONS_DIR', setting: 'extensionsDir', kind: 'path' },
  { variable: 'FORGE_DATA_DIR', setting: 'dataDir', kind: 'path' },
  { variable: 'FORGE_DB_PATH', setting: 'databaseDir', kind: 'path' },
  { variable: 'FORGE_CACHE_DIR', setting: 'cacheDir', kind: 'path' },
  { variable: 'FORGE_STORE_DIR', setting: 'storeDir', kind: 'path' },
  { variable: 'FORGE_STATE_DIR', setting: 'stateDir', kind: 'path' },
  { variable: 'FORGE_HOST_UID_BASE', setting: 'hostUidBase', kind: 'number' },
  { variable: 'FORGE_IN_MEMORY_DB', setting: 'inMemoryDatabase', kind: 'boolean' },
  { variable: 'FORGE_CALL_TIMEOUT_MS', setting: 'callTimeoutMs', kind: 'number' },
  { variable: 'FORGE_REQUEST_TIMEOUT_MS', setting: 'requestTimeoutMs', kind: 'number' },
  { variable: 'FORGE_START_TIMEOUT_MS', setting: 'startTimeoutMs', kind: 'number' },
  { variable: 'FORGE_SHUTDOWN_GRACE_MS', setting: 'shutdownGraceMs', kind: 'number' },
  { variable: 'FORGE_BREAKING_CHANGES', setting: 'breakingChanges', kind: 'text' },
  { variable: 'FORGE_GATEWAY_WORKERS', setting: 'gatewayWorkers', kind: 'number' },
  { variable: 'FORGE_MAX_CONNECTIONS', setting: 'maxConnections', kind: 'number' },
  { variable: 'FORGE_MAX_BODY_BYTES', setting: 'maxBodyBytes', kind: 'number' },
  { variable: 'FORGE_MAX_TOKENS', setting: 'maxTokens', kind: 'number' },
  { variable: 'FORGE_MAX_DEPTH', setting: 'maxDepth', kind: 'number' },
  { variable: 'FORGE_MAX_ROOT_FIELDS', setting: 'maxRootFields', kind: 'number' },
  { variable: 'FORGE_MAX_FIELDS', setting: 'maxFields', kind: 'number' },
  { variable: 'FORGE_MAX_ALIASES', setting: 'maxAliases', kind: 'number' },
  { variable: 'FORGE_MAX_DIRECTIVES', setting: 'maxDirectives', kind: 'number' },
  { variable: 'FORGE_SUBGRAPH_POLL_MS', setting: 'subgraphPollMs', kind: 'number' },
];

/** Variables that aren't settings of the file: where that is, and secrets. */
export const configPathVariable = 'FORGE_CONFIG_PATH';
export const apiTokenVariables: readonly string[] = ['FORGE_API_TOKEN', 'FORGE_API_TOKEN_FILE'];

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is set to nothing counts as not set: compose files pass such ones on. */
export function variableIn(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === '' ? undefined : value;
}

/** A setting as it was found, not yet checked. */
export interface FoundSetting {
  readonly setting: SettingName;
  readonly value: unknown;
  readonly isPath: boolean;
  /** Where, as the subject of a sentence. */
  readonly where: string;
}

export function settingsInEnvironment(environment: Environment): readonly FoundSetting[] {
  return environmentVariables.flatMap(({ variable, setting, kind }) => {
    const text = variableIn(environment, variable);
    if (text === undefined) return [];
    const where = `The environment variable ${variable}`;
    return [{ setting, value: parseText(text, kind), isPath: kind === 'path', where }];
  });
}

/**
 * Variables that are all but named like ours. Others that begin with FORGE_ are left alone: an orchestrator
 * names some after its services.
 */
export function mistypedVariables(environment: Environment): readonly ConfigProblem[] {
  const known = [
    ...environmentVariables.map(({ variable }) => variable),
    configPathVariable,
    ...internalTokenVariables,
    ...apiTokenVariables,
  ];
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith('FORGE_') || known.includes(name)) return [];
    const meant = nearestName(name, known, 2);
    if (meant === undefined) return [];
    return [
      { message: `There is no environment variable ${name}.`, remedy: `Write ${meant}, or remove it.` },
    ];
  });
}

/** @returns the text itself when it is none of that kind: the schema says what is needed */
export function parseText(text: string, kind: Kind): unknown {
  const trimmed = text.trim();
  switch (kind) {
    case 'number':
      return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : text;
    case 'boolean':
      return { true: true, '1': true, false: false, '0': false }[trimmed.toLowerCase()] ?? text;
    case 'list':
      return trimmed.split(/\s*,\s*/).filter((item) => item !== '');
    case 'text':
    case 'path':
      return text;
  }
}
