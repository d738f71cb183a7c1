import type { Context } from './context.ts';
import type { Parents } from './parents.ts';
import type { OneRow, Rows } from './queries.ts';

export interface RootCall<Args = unknown, Ctx = Context> {
  /** Checked against the schema by the host. */
  readonly args: Args;
  readonly ctx: Ctx;
}

export interface FieldCall<Parent = unknown, Args = unknown, Ctx = Context> extends RootCall<Args, Ctx> {
  /** The object that the field is asked on. */
  readonly parent: Parent;
}

export interface BatchCall<Parent = unknown, Args = unknown, Ctx = Context> extends RootCall<Args, Ctx> {
  /** All objects that the field is asked on, one or more. */
  readonly parents: Parents<Parent>;
}

export interface EntityCall<Key = unknown, Ctx = Context> {
  /** What others know of the entities: an object with `__typename` and the key for each of them. */
  readonly keys: Parents<Key>;
  readonly ctx: Ctx;
}

/**
 * A field over all objects that it is asked on as one query: the fastest way. With db.query each object gets the list of
 * its rows, with db.get the first of them or null.
 *
 * issues: { by: 'repository_id', query: ({ parents }) => db.query\`SELECT id, title, repository_id
 *   FROM issues WHERE repository_id IN ${parents.ids}\` }
 */
export interface KeyedQuery<Call, Result> {
  /** Column of the query: says which object a row belongs to. */
  readonly by: string;
  /** Field of the objects that has the same value; `id` when left out. */
  readonly parentField?: string;
  readonly query: (call: Call) => Result;
}

/**
 * A field over all objects that it is asked on as one function, which returns a value for each, in their order.
 *
 * commentCount: { values: ({ parents }) => parents.map(({ id }) => counts.get(id) ?? 0) }
 */
export interface BatchOfValues<Call, Result> {
  readonly values: (call: Call) => readonly Result[];
}

/** A field of an object: a function of one object, a {@link KeyedQuery}, or a {@link BatchOfValues}. */
export type FieldResolver<Parent, Args, Ctx, Value, Query> =
  | ((call: FieldCall<Parent, Args, Ctx>) => Value | Query)
  | ([Query] extends [never] ? never : KeyedQuery<BatchCall<Parent, Args, Ctx>, Query>)
  | BatchOfValues<BatchCall<Parent, Args, Ctx>, Value>;

export type RootResolver<Args, Ctx, Answer> = (call: RootCall<Args, Ctx>) => Answer;

/** Looks entities up by their keys: a query with the column `id`, a {@link KeyedQuery}, or a value for each key. */
export type EntityResolver<Key, Ctx, Value> =
  | ((call: EntityCall<Key, Ctx>) => ListQuery<Value> | ObjectQuery<Value> | readonly (Value | null)[])
  | KeyedQuery<EntityCall<Key, Ctx>, ListQuery<Value> | ObjectQuery<Value>>;

/** A query that answers a list, its columns by name or as the type says. */
export type ListQuery<Value> = Rows | Rows<Value>;
/** A query that answers an object. */
export type ObjectQuery<Value> = OneRow | OneRow<Value>;
