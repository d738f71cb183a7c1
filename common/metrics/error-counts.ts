import { errorCodes, type ErrorCode } from '../error-codes.ts';

/** Of the GraphQL servers below us. */
const graphqlCodes = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'DOWNSTREAM_SERVICE_ERROR',
  'INTERNAL_SERVER_ERROR',
] as const;

/** What errors are counted by: extensions answer with codes of their own, of which there may be any number. */
export type CountedCode = ErrorCode | (typeof graphqlCodes)[number] | 'OTHER';

export const countedCodes: ReadonlySet<string> = new Set<CountedCode>([
  ...(Object.keys(errorCodes) as ErrorCode[]),
  ...graphqlCodes,
  'OTHER',
]);

/** By code, those that occurred. */
export type ErrorFigures = Readonly<Partial<Record<CountedCode, number>>>;

export function countedCode(code: unknown): CountedCode {
  return typeof code === 'string' && countedCodes.has(code) ? (code as CountedCode) : 'OTHER';
}

/** Counts errors by code. */
export class ErrorCounts {
  readonly #counts = new Map<CountedCode, number>();

  note(code: unknown): void {
    const counted = countedCode(code);
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1);
  }

  figures(): ErrorFigures {
    return Object.fromEntries(this.#counts);
  }
}

export function addErrors(one: ErrorFigures, other: ErrorFigures): ErrorFigures {
  const sum: Partial<Record<CountedCode, number>> = { ...one };
  for (const [code, count] of Object.entries(other) as [CountedCode, number][]) {
    sum[code] = (sum[code] ?? 0) + count;
  }
  return sum;
}
