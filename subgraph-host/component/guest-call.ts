import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import type { StatementKindName } from '@forgepoint/common/tracing/host-spans.ts';
import type { RepositoryField } from '@forgepoint/common/schema/repository-record.ts';

/** What a call is about and for whom; the source of WIT `request-context`. */
export interface CallScope {
  readonly requestId: string;
  readonly repository: RepositoryContext | null;
  readonly user: UserContext | null;
  /** The statements of its calls are told with their outcomes. */
  readonly isTraced?: boolean;
}

/** A statement that the guest has run. */
export interface RunStatement {
  readonly kind: StatementKindName;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** Read, or changed. */
  readonly rows: number;
  readonly hasFailed: boolean;
}

/** A value that a field is asked on, or the representation of an entity. */
export interface Parent {
  /** JSON object. */
  readonly json: string;
  readonly scope: CallScope;
}

/** JSON text of a {@link Projection}; equal ones are equal texts. */
export type ProjectionText = string;

/** What is asked of the guest. Blind to the interface version that the guest was built against. */
export type GuestCall =
  /** A field of Query or Mutation. */
  | {
      readonly kind: 'root';
      readonly parentType: string;
      readonly field: string;
      /** JSON object. */
      readonly args: string;
      readonly scope: CallScope;
      readonly projection?: ProjectionText | undefined;
    }
  /** A field on one value or more of the same type, with the same arguments. */
  | {
      readonly kind: 'field';
      readonly parentType: string;
      readonly field: string;
      /** JSON object. */
      readonly args: string;
      readonly parents: readonly Parent[];
      readonly projection?: ProjectionText | undefined;
    }
  /** Entities of one type, of which representations are known. */
  | { readonly kind: 'entities'; readonly typeName: string; readonly parents: readonly Parent[] };

/** `read`: queries and entity look-ups, may be repeated. `write`: one mutation root field, in one transaction. */
export type CallMode = 'read' | 'write';

export type ValueOutcome =
  /** JSON text as the guest gave it: unchecked. */
  | { readonly kind: 'json'; readonly json: string }
  /** JSON text that the host itself has written of rows, and that is all of what the call's projection asks for. */
  | { readonly kind: 'written'; readonly json: string }
  /** The guest's own answer that there is no value, in its own words. */
  | {
      readonly kind: 'failure';
      /** `null` when its interface has no codes. */
      readonly code: string | null;
      readonly message: string;
      /** JSON text. */
      readonly details: string | null;
    }
  /** The host found that there is none. */
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

export type CallEnd =
  /** For several parents, `json` holds an array with a value for each of them, and a failure is that of all. */
  | ValueOutcome
  /** One for each parent. */
  | { readonly kind: 'each'; readonly outcomes: readonly ValueOutcome[] }
  /** As `written`; one for each parent. */
  | { readonly kind: 'written-each'; readonly json: readonly string[] }
  /** Ends of the calls that the call was taken apart into; each had one parent. */
  | { readonly kind: 'parts'; readonly outcomes: readonly CallEnd[] };

export type CallOutcome = CallEnd & {
  /** Its share of the units of fuel that were used; `null` when it never ran or was ended from outside. */
  readonly fuel: number | null;
  /** With the first outcome of a batch that is traced: what all of its calls have run, as far as there is room. */
  readonly statements?: readonly RunStatement[];
};

/** What the guest's `get-info` says, bounded. */
export interface GuestInfo {
  readonly name: string;
  readonly version: string;
  /** In its own words; empty when its interface has none. */
  readonly capabilities: readonly string[];
  /** Types of its own that it can be asked for by a representation. */
  readonly entities: 'every' | readonly string[];
  /** What its interface promises it of the repository that a field is asked on, beside the id. */
  readonly repositoryFields: readonly RepositoryField[];
}

export function failed(code: ErrorCode, message: string): ValueOutcome & { readonly kind: 'failed' } {
  return { kind: 'failed', code, message };
}

/** Of a call that came to no end of its own. */
export function notAnswered(code: ErrorCode, message: string): CallOutcome {
  return { kind: 'failed', code, message, fuel: null };
}

/** How many values are asked for. */
export function sizeOfCall(call: GuestCall): number {
  return call.kind === 'root' ? 1 : call.parents.length;
}

/** The request that a call belongs to. */
export function requestOf(call: GuestCall): string | undefined {
  return scopeOf(call)?.requestId;
}

export function isTraced(call: GuestCall): boolean {
  return scopeOf(call)?.isTraced === true;
}

function scopeOf(call: GuestCall): CallScope | undefined {
  return call.kind === 'root' ? call.scope : call.parents[0]?.scope;
}
