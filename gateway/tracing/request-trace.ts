import type { IncomingHttpHeaders } from 'node:http';
import type { Outcome } from '../observability/serving-counts.ts';
import type { RequestRecord } from '../observability/request-record.ts';

/** Records what becomes of requests; there is one only when the operator has said where to. */
export interface RequestTracer {
  /** A client's request begins; its trace goes on where the headers say. */
  begin(headers: IncomingHttpHeaders): RequestTrace;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** The trace of one client request. */
export interface RequestTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The operation is handed to the planner. */
  planning(): void;
  /** There is a plan; not every operation needs one. */
  planned(): void;
  fetch(subgraph: string): FetchTrace;
  /** To be called once, when the client has its answer. */
  end(requestId: string, status: number, outcome: Outcome, record: RequestRecord): void;
}

/** The part of a trace that is one request to a subgraph. */
export interface FetchTrace {
  /** What the subgraph needs to go on with the trace. */
  readonly headers: Readonly<Record<string, string>>;
  /** @param spans what it tells of itself, unchecked */
  answered(spans: string | undefined): void;
  /** To be called once. @param code of the error when there is no answer */
  end(code: unknown): void;
}
