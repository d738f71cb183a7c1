import type { ServerResponse } from 'node:http';
import {
  hostSpansHeader,
  maxCallSpans,
  maxHostSpansLength,
  maxStatementSpans,
  type CallSpan,
  type HostSpans,
  type StatementSpan,
} from '@forgepoint/common/tracing/host-spans.ts';
import { countedCode } from '@forgepoint/common/metrics/error-counts.ts';
import type { CallMode, CallOutcome } from '../component/guest-call.ts';
import { codeOf } from '../component/guest-counts.ts';

/** Records what is done for one request of a trace. */
export class SpanRecorder {
  readonly #startedAt = performance.now();
  readonly #calls: CallSpan[] = [];
  #statements = 0;
  #leftOut = 0;

  /** Tells of it in the head of the answer, whoever writes that. */
  constructor(response: ServerResponse) {
    const writeHead = response.writeHead.bind(response) as (...all: readonly unknown[]) => ServerResponse;
    response.writeHead = (...all: readonly unknown[]) => {
      response.setHeader(hostSpansHeader, this.#text());
      return writeHead(...all);
    };
  }

  /** @param startedAt when these calls, which went to the guest together, were asked for; `performance.now()` */
  called(mode: CallMode, startedAt: number, outcomes: readonly CallOutcome[]): void {
    if (this.#calls.length === maxCallSpans) {
      this.#leftOut += 1;
      return;
    }
    const code = outcomes.map(codeOf).find((found) => found !== undefined);
    this.#calls.push({
      at: micros(startedAt - this.#startedAt),
      micros: micros(performance.now() - startedAt),
      mode,
      calls: outcomes.length,
      fuel: Math.round(outcomes.reduce((sum, { fuel }) => sum + (fuel ?? 0), 0)),
      code: code === undefined ? null : countedCode(code),
      statements: this.#statementsOf(outcomes),
    });
  }

  #statementsOf(outcomes: readonly CallOutcome[]): readonly StatementSpan[] {
    const all = outcomes.flatMap(({ statements }) => statements ?? []);
    const kept = all.slice(0, maxStatementSpans - this.#statements);
    this.#statements += kept.length;
    this.#leftOut += all.length - kept.length;
    const since = performance.timeOrigin + this.#startedAt;
    return kept.map(({ kind, startedAt, milliseconds, rows, hasFailed }): StatementSpan => {
      return [kind, micros(startedAt - since), micros(milliseconds), rows, hasFailed];
    });
  }

  /** Without statements when it would be too long with them. */
  #text(): string {
    const spans: HostSpans = {
      micros: micros(performance.now() - this.#startedAt),
      calls: this.#calls,
      leftOut: this.#leftOut,
    };
    const text = JSON.stringify(spans);
    if (text.length <= maxHostSpansLength) return text;
    const calls = this.#calls.map((call) => ({ ...call, statements: [] }));
    return JSON.stringify({ ...spans, calls, leftOut: this.#leftOut + this.#statements });
  }
}

function micros(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1_000));
}
