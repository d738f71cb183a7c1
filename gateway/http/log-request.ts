import { errorCodes } from '@forgepoint/common/error-codes.ts';
import { isErrorCode } from '@forgepoint/common/forge-error.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { CountedCode } from '@forgepoint/common/metrics/error-counts.ts';
import type { Outcome } from '../observability/serving-counts.ts';
import type { RequestContext } from '../request-context.ts';
import type { RequestLog } from '../request-log.ts';

export interface EndedRequest {
  readonly context: RequestContext;
  readonly generation: number;
  readonly status: number;
  readonly outcome: Outcome;
  readonly durationMs: number;
}

/** One line for each request. */
export function logRequest(
  logger: Logger,
  which: RequestLog,
  { context, generation, status, outcome, durationMs }: EndedRequest,
): void {
  const level = isTold(which, context, outcome) ? 'info' : 'debug';
  if (!logger.isLevelEnabled(level)) return;
  const { requestId, record } = context;
  const { kind, operationName, codes } = record;
  logger[level](
    {
      requestId,
      operation: kind,
      ...(operationName === undefined ? {} : { operationName }),
      outcome,
      ...(codes.length === 0 ? {} : { codes }),
      status,
      durationMs: Math.round(durationMs * 10) / 10,
      generation,
    },
    'a request',
  );
}

function isTold(which: RequestLog, { record }: RequestContext, outcome: Outcome): boolean {
  switch (which) {
    case 'none':
      return false;
    case 'all':
      return true;
    case 'failed':
      return outcome === 'failed' || record.codes.some(isFault);
  }
}

/** An error of the system or of an extension, rather than an answer to what was asked. */
function isFault(code: CountedCode): boolean {
  return isErrorCode(code)
    ? errorCodes[code].seenIn !== 'answers'
    : code === 'INTERNAL_SERVER_ERROR' || code === 'DOWNSTREAM_SERVICE_ERROR';
}
