import type { RequestRecord } from './observability/request-record.ts';
import type { RequestTrace } from './tracing/request-trace.ts';

/** Context of one client request. */
export interface RequestContext {
  readonly requestId: string;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly clientGone: AbortSignal;
  readonly record: RequestRecord;
  /** `undefined`: nothing is traced. */
  readonly trace: RequestTrace | undefined;
}
