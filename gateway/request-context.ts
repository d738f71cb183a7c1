/** Context of one client request. */
export interface RequestContext {
  readonly requestId: string;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly clientGone: AbortSignal;
}
