import type { RequestRecord } from './observability/request-record.ts';

/** Context of one client request. */
export interface RequestContext {
  readonly requestId: string;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly clientGone: AbortSignal;
  readonly record: RequestRecord;
}
