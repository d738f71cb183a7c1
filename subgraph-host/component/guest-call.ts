import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';

/** What a call is about and for whom; the source of WIT `request-context`. */
export interface CallScope {
  readonly requestId: string;
  readonly repository: RepositoryContext | null;
  readonly user: UserContext | null;
}

/** One field asked of the guest. Blind to the interface version that the guest was built against. */
export interface GuestCall {
  readonly field: string;
  readonly parentType: string;
  /** JSON object. */
  readonly arguments: string;
  /** JSON of the parent value; `null` for a root field. */
  readonly parent: string | null;
  readonly scope: CallScope;
}

/** `read`: queries and entity look-ups, may be repeated. `write`: one mutation root field, in one transaction. */
export type CallMode = 'read' | 'write';

export type CallOutcome = {
  /** Units of fuel that the call used; `null` when it never ran or was ended from outside. */
  readonly fuel: number | null;
} &
  /** JSON text as the guest gave it: unchecked. */
  (
    | { readonly kind: 'json'; readonly json: string }
    /** `message` may hold the guest's own words. */
    | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
  );

/** What the guest's `get-info` says, bounded. */
export interface GuestInfo {
  readonly name: string;
  readonly version: string;
  readonly capabilities: readonly string[];
}

/** The field name by which a 0.2.0 guest is asked for an entity. */
export const referenceField = '__resolveReference';
