import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import type { CallOutcome, GuestCall } from '../component/guest-call.ts';

/** Where a GraphQL request gets its guest calls answered. */
export interface GuestCaller {
  /** One read; those of one tick go to the guest together. */
  read(call: GuestCall): Promise<CallOutcome>;
  /** One mutation root field, in a transaction of its own. */
  write(call: GuestCall): Promise<CallOutcome>;
}

/** Context of one GraphQL request to the subgraph. */
export interface RequestContext {
  readonly requestId: string;
  readonly user: UserContext | null;
  /** By id; an unknown repository is absent. */
  readonly repositories: Readonly<Record<string, RepositoryContext>>;
  readonly caller: GuestCaller;
}
