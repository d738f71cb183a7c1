import type { CountedCode } from '../metrics/error-counts.ts';

/** Response header of a host in which it tells what it did for a request that is traced; JSON of {@link HostSpans}. */
export const hostSpansHeader = 'x-forgepoint-spans';

/** UTF-16 units of that header: all headers of an answer may have 16 KiB. */
export const maxHostSpansLength = 12_000;
/** Of one request. */
export const maxCallSpans = 50;
export const maxStatementSpans = 200;

/** Kinds of statements; `refused`: it did not come to be run. */
export const statementKinds = [
  'select',
  'insert',
  'update',
  'delete',
  'schema',
  'maintenance',
  'pragma',
  'explain',
  'transaction',
  'refused',
] as const;
export type StatementKindName = (typeof statementKinds)[number];

/** What a host did, and when: whole microseconds since it got the request. */
export interface HostSpans {
  readonly micros: number;
  readonly calls: readonly CallSpan[];
  /** Calls and statements that are left out: there were too many. */
  readonly leftOut: number;
}

/** Calls that went to the guest together. */
export interface CallSpan {
  readonly at: number;
  readonly micros: number;
  readonly mode: 'read' | 'write';
  readonly calls: number;
  /** Units. */
  readonly fuel: number;
  /** Of the first of them that failed. */
  readonly code: CountedCode | null;
  readonly statements: readonly StatementSpan[];
}

/** Kind, start, duration, rows, and whether it failed. */
export type StatementSpan = readonly [
  kind: StatementKindName,
  at: number,
  micros: number,
  rows: number,
  hasFailed: boolean,
];
