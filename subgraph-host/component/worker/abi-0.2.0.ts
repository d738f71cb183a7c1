import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import { printable } from '@forgepoint/common/forge-error.ts';
import type { CallScope, GuestCall, GuestInfo } from '../guest-call.ts';
import { InterfaceViolation, type GuestAnswer, type InitConfig, type Instance } from './instance.ts';

export const extensionApi = 'forge:extension/extension-api@0.2.0';

const maxTextLength = 256;
const maxCapabilities = 64;

type Exported = (...parameters: readonly unknown[]) => unknown;

/**
 * Adapts an instance of `forge:extension@0.2.0`.
 * @param exports what the generated glue returns; unchecked
 */
export function adapt(exports: unknown): Instance {
  const api = member(exports, extensionApi);
  const init = exported(api, 'init');
  const getInfo = exported(api, 'getInfo');
  const getSchema = exported(api, 'getSchema');
  const resolveField = exported(api, 'resolveField');
  const shutdown = exported(api, 'shutdown');
  return {
    init: (config) => initReason(() => init(toConfig(config))),
    info: () => parseInfo(getInfo()),
    schema: () => text(getSchema(), 'get-schema'),
    resolve: (call) => parseAnswer(resolveField(toResolveInfo(call))),
    shutdown: () => {
      shutdown();
    },
  };
}

/** `result<_, string>`: an error arrives as a thrown value with the string as its payload. */
function initReason(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (typeof error === 'string') return error;
    const payload: unknown =
      typeof error === 'object' && error !== null ? member(error, 'payload') : undefined;
    if (typeof payload === 'string') return payload;
    throw error;
  }
}

function toConfig({ name, hostVersion, databaseName, customConfig }: InitConfig): object {
  return { name, version: hostVersion, databasePath: databaseName, customConfig: customConfig ?? undefined };
}

function toResolveInfo(call: GuestCall): object {
  return {
    fieldName: call.field,
    parentType: call.parentType,
    arguments: call.arguments,
    context: toContext(call.scope),
    parent: call.parent ?? undefined,
  };
}

function toContext({ requestId, repository, user }: CallScope): object {
  return {
    scope: scopeOf(repository !== null, user !== null),
    repository: repository === null ? undefined : toRepository(repository),
    user: user === null ? undefined : toUser(user),
    global: { installationId: undefined, environment: undefined, featureFlags: [] },
    extraJson: JSON.stringify({ requestId }),
  };
}

function scopeOf(hasRepository: boolean, hasUser: boolean): string {
  if (hasRepository) return hasUser ? 'repository-user' : 'repository';
  return hasUser ? 'user' : 'global';
}

function toRepository(repository: RepositoryContext): object {
  const { id, slug, groupId, fullPath, isRemote, remoteUrl } = repository;
  return {
    id,
    slug,
    groupId: groupId ?? undefined,
    fullPath: fullPath ?? undefined,
    isRemote,
    remoteUrl: remoteUrl ?? undefined,
  };
}

function toUser({ id, username, displayName, email }: UserContext): object {
  return { id, username, displayName: displayName ?? undefined, email: email ?? undefined };
}

function parseInfo(info: unknown): GuestInfo {
  const capabilities = member(info, 'capabilities');
  if (!Array.isArray(capabilities) || capabilities.length > maxCapabilities) {
    throw new InterfaceViolation(`get-info answered with more than ${maxCapabilities} capabilities`);
  }
  return {
    name: label(member(info, 'name'), 'get-info name'),
    version: label(member(info, 'version'), 'get-info version'),
    capabilities: capabilities.map((capability) => label(capability, 'get-info capability')),
  };
}

function label(value: unknown, what: string): string {
  return printable(text(value, what).slice(0, maxTextLength));
}

function parseAnswer(answer: unknown): GuestAnswer {
  const tag = member(answer, 'tag');
  const value = text(member(answer, 'val'), 'resolve-field');
  if (tag === 'success') return { kind: 'json', json: value };
  if (tag === 'error') return { kind: 'error', message: value };
  throw new InterfaceViolation('resolve-field answered with neither success nor error');
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new InterfaceViolation(`there is no ${name}`);
  return (value as Record<string, unknown>)[name];
}

function exported(api: unknown, name: string): Exported {
  const value = member(api, name);
  if (typeof value !== 'function') throw new InterfaceViolation(`the component exports no ${name}`);
  return value as Exported;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new InterfaceViolation(`${what} is not a string`);
  return value;
}
