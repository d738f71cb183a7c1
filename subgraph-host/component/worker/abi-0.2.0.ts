import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import { wholeRepository } from '@forgepoint/common/schema/repository-record.ts';
import type { CallEnd, CallScope, GuestCall, GuestInfo, ValueOutcome } from '../guest-call.ts';
import { scopeName } from './call-context.ts';
import { errorTextOf, exported, label, list, member, text } from './exported.ts';
import { InterfaceViolation, type InitConfig, type Instance, type InstanceTraits } from './instance.ts';

export const extensionApi = 'forge:extension/extension-api@0.2.0';

const traits: InstanceTraits = {
  describedBeforeInit: false,
  takesTogether: false,
  initSession: 'init',
  shutsDownWithDatabase: true,
};
const maxCapabilities = 64;
/** The capability of a guest that answers for all entities of its own. */
const entitiesCapability = 'entities';
/** The field name by which it is asked for one. */
const referenceField = '__resolveReference';

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
    traits,
    init: (config) => errorTextOf(() => init(toConfig(config))),
    info: () => parseInfo(getInfo()),
    schema: () => text(getSchema(), 'get-schema'),
    migrations: () => [],
    resolve: (calls, beforeEntry) =>
      calls.map((call): CallEnd => {
        const [first, ...others] = infosOf(call).map((info): ValueOutcome => {
          beforeEntry();
          return parseAnswer(resolveField(info));
        });
        if (first === undefined) throw new Error('nothing is asked for');
        return call.kind === 'root' ? first : { kind: 'each', outcomes: [first, ...others] };
      }),
    shutdown: () => {
      shutdown();
    },
  };
}

function toConfig({ name, hostVersion, databaseName, customConfig }: InitConfig): object {
  return { name, version: hostVersion, databasePath: databaseName, customConfig: customConfig ?? undefined };
}

/** A call of several parents is taken apart: this interface knows none. */
function infosOf(call: GuestCall): readonly object[] {
  switch (call.kind) {
    case 'root':
      return [toResolveInfo(call.parentType, call.field, call.args, call.scope, undefined)];
    case 'field':
      return call.parents.map(({ json, scope }) =>
        toResolveInfo(call.parentType, call.field, call.args, scope, json),
      );
    case 'entities':
      return call.parents.map(({ json, scope }) =>
        toResolveInfo(call.typeName, referenceField, '{}', scope, json),
      );
  }
}

function toResolveInfo(
  parentType: string,
  fieldName: string,
  args: string,
  scope: CallScope,
  parent: string | undefined,
): object {
  return { fieldName, parentType, arguments: args, context: toContext(scope), parent };
}

function toContext({ requestId, repository, user }: CallScope): object {
  return {
    scope: scopeName(repository !== null, user !== null),
    repository: repository === null ? undefined : toRepository(repository),
    user: user === null ? undefined : toUser(user),
    global: { installationId: undefined, environment: undefined, featureFlags: [] },
    extraJson: JSON.stringify({ requestId }),
  };
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
  const capabilities = list(member(info, 'capabilities'), 'get-info', 'capabilities', maxCapabilities).map(
    (capability) => label(capability, 'get-info capability'),
  );
  return {
    name: label(member(info, 'name'), 'get-info name'),
    version: label(member(info, 'version'), 'get-info version'),
    capabilities,
    entities: capabilities.includes(entitiesCapability) ? 'every' : [],
    repositoryFields: wholeRepository,
  };
}

function parseAnswer(answer: unknown): ValueOutcome {
  const tag = member(answer, 'tag');
  const value = text(member(answer, 'val'), 'resolve-field');
  if (tag === 'success') return { kind: 'json', json: value };
  if (tag === 'error') return { kind: 'failure', code: null, message: value, details: null };
  throw new InterfaceViolation('resolve-field answered with neither success nor error');
}
