import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import type { CallScope, Parent, ProjectionText } from '../component/guest-call.ts';
import type { FieldAnswer } from './field-answer.ts';

export interface FieldCall {
  readonly parentType: string;
  readonly field: string;
  /** JSON object. */
  readonly args: string;
  /** What is selected of the answer, which may then be `written`. */
  readonly projection?: ProjectionText | undefined;
}

export interface RootCall extends FieldCall {
  readonly scope: CallScope;
}

/** Where a GraphQL request gets its guest calls answered. What is read in one tick goes to the guest together. */
export interface GuestCaller {
  /** A field of Query. */
  root(call: RootCall): Promise<FieldAnswer>;
  /** A field on a value. */
  field(call: FieldCall, parent: Parent): Promise<FieldAnswer>;
  /** An entity, of which a representation is known. */
  entity(typeName: string, representation: Parent): Promise<FieldAnswer>;
  /** A field of Mutation, in a transaction of its own. */
  write(call: RootCall): Promise<FieldAnswer>;
}

/** Context of one GraphQL request to the subgraph. */
export interface RequestContext {
  readonly requestId: string;
  /** Of the client's operation; `undefined`: it has none. */
  readonly operationName?: string | undefined;
  /** What its calls do is told to whoever sent it. */
  readonly isTraced?: boolean;
  readonly user: UserContext | null;
  /** By id; an unknown repository is absent. */
  readonly repositories: Readonly<Record<string, RepositoryContext>>;
  readonly caller: GuestCaller;
}
