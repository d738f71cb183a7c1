import {
  envelopeExtension,
  type ContextEnvelope,
  type RepositoryContext,
  type UserContext,
} from '@forgepoint/common/context-envelope.ts';

/** What a request brings beside its operation. */
export interface RequestOrigin {
  readonly requestId: string;
  /** Of the client's operation; `undefined`: it has none. */
  readonly operationName?: string | undefined;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly user: UserContext | null;
  readonly repositories: Readonly<Record<string, RepositoryContext>>;
}

/** Finds it, given the parsed body of the request. */
export type RequestSource = (body: unknown) => RequestOrigin;

/** Longest time a request may take when its sender sets no deadline; milliseconds. */
const defaultDeadlineMs = 30_000;

/** For requests that have proved to come from the gateway: the envelope in their body. */
export function originInEnvelope(body: unknown): RequestOrigin {
  const envelope = envelopeOf(body);
  return {
    requestId: envelope?.requestId ?? crypto.randomUUID(),
    operationName: envelope?.operationName ?? undefined,
    deadline:
      performance.now() + Math.min(envelope?.remainingMs ?? defaultDeadlineMs, defaultDeadlineMs * 10),
    user: envelope?.user ?? null,
    repositories: envelope?.repositories ?? {},
  };
}

function envelopeOf(body: unknown): ContextEnvelope | undefined {
  const extensions = typeof body === 'object' && body !== null ? Reflect.get(body, 'extensions') : undefined;
  if (typeof extensions !== 'object' || extensions === null) return undefined;
  return (extensions as Record<string, unknown>)[envelopeExtension] as ContextEnvelope | undefined;
}
