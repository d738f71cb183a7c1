import type { CallState } from '../../host-functions/call-state.ts';
import type { Migration } from '../../storage/named-migrations.ts';
import { failed, type CallEnd, type GuestCall, type GuestInfo, type Parent } from '../guest-call.ts';
import { answerReader } from './answers.ts';
import { contextOf } from './call-context.ts';
import { errorTextOf, exported, label, list, member, text } from './exported.ts';
import type { InitConfig, Instance, InstanceTraits } from './instance.ts';

export const extensionApi = 'forge:extension/extension-api@0.3.0';

const traits: InstanceTraits = {
  describedBeforeInit: true,
  takesTogether: true,
  initSession: 'write',
  shutsDownWithDatabase: false,
};
const maxEntities = 1_000;
const maxMigrations = 10_000;

/**
 * Adapts an instance of `forge:extension@0.3.0`.
 * @param exports what the generated glue returns; unchecked
 * @param state holds the rows that handles stand for
 */
export function adapt(exports: unknown, state: CallState): Instance {
  const api = member(exports, extensionApi);
  const init = exported(api, 'init');
  const getInfo = exported(api, 'getInfo');
  const getSchema = exported(api, 'getSchema');
  const migrations = exported(api, 'migrations');
  const resolve = exported(api, 'resolve');
  const resolveMany = exported(api, 'resolveMany');
  const resolveEntities = exported(api, 'resolveEntities');
  const shutdown = exported(api, 'shutdown');
  const read = answerReader(state);

  const resolveOne = (call: GuestCall): CallEnd => {
    if (call.kind === 'entities') {
      const representations = arrayOf(call);
      return read(resolveEntities(call.typeName, representations, contextOf(call)), call);
    }
    const { parentType, field, args } = call;
    return read(resolve(parentType, field, args, parentsOf(call), contextOf(call)), call);
  };

  const resolveFields = (calls: readonly FieldCall[], beforeEntry: () => void): readonly CallEnd[] => {
    if (calls.length === 0) return [];
    beforeEntry();
    const [only, ...others] = calls;
    if (only !== undefined && others.length === 0) return [resolveOne(only)];
    const outcomes = resolveMany(calls.map(toCall));
    if (Array.isArray(outcomes) && outcomes.length === calls.length) {
      return calls.map((call, index) => read(outcomes[index], call));
    }
    return calls.map(() =>
      failed(
        'EXTENSION_RESULT_INVALID',
        `It answered ${calls.length} calls with another number of outcomes.`,
      ),
    );
  };

  return {
    traits,
    init: (config) => errorTextOf(() => init(toSettings(config))),
    info: () => parseInfo(getInfo()),
    schema: () => text(getSchema(), 'get-schema'),
    migrations: () =>
      list(migrations(), 'The function migrations', 'migrations', maxMigrations).map(toMigration),
    resolve: (calls, beforeEntry) => {
      const fields = calls.filter((call) => call.kind !== 'entities');
      const answered = new Map<GuestCall, CallEnd>();
      for (const [index, end] of resolveFields(fields, beforeEntry).entries()) {
        const call = fields[index];
        if (call !== undefined) answered.set(call, end);
      }
      return calls.map((call) => {
        const end = answered.get(call);
        if (end !== undefined) return end;
        beforeEntry();
        return resolveOne(call);
      });
    },
    shutdown: () => {
      shutdown();
    },
  };
}

type FieldCall = Exclude<GuestCall, { readonly kind: 'entities' }>;

function toCall(call: FieldCall): object {
  const { parentType, field, args } = call;
  return { parentType, field, args, parents: parentsOf(call), context: contextOf(call) };
}

function parentsOf(call: FieldCall): string | undefined {
  return call.kind === 'root' ? undefined : arrayOf(call);
}

function arrayOf({ parents }: { readonly parents: readonly Parent[] }): string {
  return `[${parents.map(({ json }) => json).join(',')}]`;
}

function toSettings({ name, hostVersion, customConfig }: InitConfig): object {
  return { extension: name, hostVersion, config: customConfig ?? 'null' };
}

function parseInfo(info: unknown): GuestInfo {
  const entities = list(member(info, 'entities'), 'get-info', 'entities', maxEntities);
  return {
    name: label(member(info, 'name'), 'get-info name'),
    version: label(member(info, 'version'), 'get-info version'),
    capabilities: [],
    entities: entities.map((name) => label(name, 'a name in get-info entities')),
    repositoryFields: [],
  };
}

function toMigration(migration: unknown): Migration {
  return {
    name: text(member(migration, 'name'), 'the name of a migration'),
    sql: text(member(migration, 'sql'), 'the script of a migration'),
  };
}
