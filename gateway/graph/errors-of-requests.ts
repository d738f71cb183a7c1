import type { RequestContext } from '../request-context.ts';

/** Knows of errors which request they belong to: Apollo Server has them formatted without saying so. */
export class ErrorsOfRequests {
  readonly #requests = new WeakMap<object, RequestContext>();

  note(error: unknown, request: RequestContext): void {
    if (typeof error === 'object' && error !== null) this.#requests.set(error, request);
  }

  /** @returns fields for a log line */
  labelsOf(error: unknown): object {
    const request = typeof error === 'object' && error !== null ? this.#requests.get(error) : undefined;
    if (request === undefined) return {};
    return { requestId: request.requestId, operationName: request.record.operationName };
  }
}
