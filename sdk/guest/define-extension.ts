import type {
  Call as HostCall,
  ExtensionInfo,
  Migration,
  Outcome,
  Settings,
} from 'forge:extension/extension-api@0.3.0';
import { answerEach, answerOf, groupedAnswer, listAnswer } from './answers.ts';
import { checkDefinition } from './check-definition.ts';
import { LazyContext, type Context } from './context.ts';
import { ExtensionError } from './extension-error.ts';
import { failure, failureOf } from './failures.ts';
import { writeValuesAsJson } from './json-of-values.ts';
import { MisuseError } from './misuse.ts';
import { Parents } from './parents.ts';
import { forgetQueries, isQuery, runWaitingWrites } from './queries.ts';
import { replaceMathRandom } from './random.ts';
import type { BatchOfValues, EntityCall, KeyedQuery } from './resolver.ts';
import type { ExtensionTypes, Schema } from './schema.ts';

/** What an instance is told when it starts. */
export interface Start<Config = unknown> {
  /** What the operator has configured, with the defaults of the manifest. */
  readonly config: Config;
  /** Name of the extension: that of its file, without `.wasm`. */
  readonly extension: string;
  /** Version of the host, such as `1.4.0`. */
  readonly hostVersion: string;
}

export interface Definition<Types extends ExtensionTypes = ExtensionTypes> {
  /** `import { schema } from './schema.generated.ts'`, which the build writes from schema.graphql. */
  readonly schema: Schema<Types>;
  /**
   * The steps that make the database, by their names, the oldest first: `{ '0001-issues': 'CREATE TABLE …' }`. The host
   * runs each once. Add to the end and change nothing else.
   */
  readonly migrations?: Readonly<Record<string, string>>;
  /** By type and field. A field without arguments that is in what was answered for its object needs none. */
  readonly resolvers: Types['resolvers'];
  /** By type: looks up objects that others refer to by their keys. */
  readonly entities?: Types['entities'];
  /**
   * Prepares an instance; every instance begins with it, so it can run often. An ExtensionError thrown here is told to
   * the operator, and the extension is not started.
   */
  readonly init?: (start: Start<Types['config']>) => void;
}

/** The interface `extension-api` of `forge:extension@0.3.0`. */
export interface ExtensionApi {
  getInfo(): ExtensionInfo;
  getSchema(): string;
  migrations(): Migration[];
  init(settings: Settings): void;
  resolve(
    parentType: string,
    field: string,
    args: string,
    parents: string | undefined | null,
    context: string,
  ): Outcome;
  resolveMany(calls: HostCall[]): Outcome[];
  resolveEntities(typeName: string, representations: string, context: string): Outcome;
  shutdown(): void;
}

type AnyResolver = ((call: object) => unknown) | KeyedQuery<object, unknown> | BatchOfValues<object, unknown>;
type Resolvers = Readonly<Record<string, Readonly<Record<string, AnyResolver>> | undefined>>;
type EntityResolvers = Readonly<
  Record<string, ((call: EntityCall) => unknown) | KeyedQuery<EntityCall, unknown> | undefined>
>;

/**
 * Makes an extension of a schema and its resolvers. Export it under the name that the host looks for:
 *
 * export const extensionApi = defineExtension({ schema, migrations, resolvers, entities })
 * @throws MisuseError when the definition doesn't fit the schema; a build evaluates it and says so
 */
export function defineExtension<Types extends ExtensionTypes>(definition: Definition<Types>): ExtensionApi {
  checkDefinition(definition as unknown as Definition);
  writeValuesAsJson();
  const { schema, migrations = {}, init } = definition;
  const resolvers = definition.resolvers as Resolvers;
  const entities = (definition.entities ?? {}) as EntityResolvers;
  let config: unknown = null;
  let last: { readonly json: string; readonly ctx: Context } | undefined;

  /** The calls of one request are about the same. */
  const contextOf = (json: string): Context => {
    if (last?.json !== json) last = { json, ctx: new LazyContext(json, config) };
    return last.ctx;
  };

  const resolve: ExtensionApi['resolve'] = (parentType, field, args, parents, context) => {
    forgetQueries();
    try {
      const resolver = resolvers[parentType]?.[field];
      if (resolver === undefined) throw missing(parentType, field);
      const call = { args: JSON.parse(args) as unknown, ctx: contextOf(context) };
      // The engine that guests are built with gives null for none, where its types say undefined.
      const outcome =
        parents === undefined || parents === null
          ? answerOf((resolver as (call: object) => unknown)(call))
          : answerFor(resolver, new Parents<object>(parents), call, parentType, field);
      runWaitingWrites();
      return outcome;
    } catch (error) {
      return failure(error, `${parentType}.${field}`);
    }
  };

  return {
    getInfo: () => ({ name: schema.name, version: schema.version, entities: Object.keys(entities) }),
    getSchema: () => schema.sdl,
    migrations: () => Object.entries(migrations).map(([name, sql]) => ({ name, sql })),

    init: ({ extension, hostVersion, config: text }) => {
      config = JSON.parse(text);
      last = undefined;
      forgetQueries();
      replaceMathRandom();
      try {
        init?.({ config, extension, hostVersion });
        runWaitingWrites();
      } catch (error) {
        if (!(error instanceof ExtensionError)) failureOf(error, 'init');
        // The error of a WIT result is thrown as the value that it is.
        throw error instanceof ExtensionError ? error.message : error;
      }
    },

    resolve,
    resolveMany: (calls) =>
      calls.map(({ parentType, field, args, parents, context }) =>
        resolve(parentType, field, args, parents, context),
      ),

    resolveEntities: (typeName, representations, context) => {
      forgetQueries();
      try {
        const resolver = entities[typeName];
        if (resolver === undefined) throw new MisuseError(`Write entities: { ${typeName}: … }.`);
        const keys = new Parents(representations);
        const call = { keys, ctx: contextOf(context) };
        if (typeof resolver === 'object') return oneEach(keyedAnswer(resolver, call));
        const found = resolver(call);
        // Of several rows with one key, the first is meant.
        return isQuery(found)
          ? oneEach(groupedAnswer(found, 'id', 'id'))
          : listAnswer(found, keys.list.length);
      } catch (error) {
        return failure(error, `The look-up of ${typeName}`);
      }
    },

    shutdown: () => undefined,
  };
}

function answerFor(
  resolver: AnyResolver,
  parents: Parents<object>,
  call: object,
  parentType: string,
  field: string,
): Outcome {
  if (typeof resolver === 'function') {
    return answerEach(parents.list, parentType, field, (parent) => resolver({ ...call, parent }));
  }
  if ('query' in resolver) return keyedAnswer(resolver, { ...call, parents });
  return listAnswer(resolver.values({ ...call, parents }), parents.list.length);
}

function keyedAnswer<Call>(
  { by, query, parentField = 'id' }: KeyedQuery<Call, unknown>,
  call: Call,
): Outcome {
  const made = query(call);
  if (isQuery(made)) return groupedAnswer(made, by, parentField);
  throw new MisuseError(
    'Its function "query" has to return db.query`…` or db.get`…` as it is. To return values, write { values: ({ parents }) => [...] }.',
  );
}

function oneEach(outcome: Outcome): Outcome {
  return outcome.tag === 'rows-by' ? { tag: 'row-by', val: outcome.val } : outcome;
}

function missing(parentType: string, field: string): MisuseError {
  return new MisuseError(
    `What was answered for ${parentType} has no "${field}", and there is no resolver for it. Add a column "${field}" to the SELECT, a key to the object, or resolvers: { ${parentType}: { ${field}: … } }.`,
  );
}
