import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Tracer } from '@opentelemetry/api';
import type { CallSpan, HostSpans, StatementSpan } from '@forgepoint/common/tracing/host-spans.ts';

export interface HostSpansOfFetch {
  readonly tracer: Tracer;
  /** Of the request to the host. */
  readonly context: Context;
  readonly subgraph: string;
  /** Of that request, milliseconds since 1970. */
  readonly startTime: number;
  readonly endTime: number;
  readonly host: HostSpans;
}

/** A stretch of time, milliseconds since 1970. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Adds what a host tells of itself below the request that it was told for. The host has a clock of its own, and may lie:
 * it names nothing, and all that it tells is kept within the time of that request, as spans of its extension.
 */
export function addHostSpans({
  tracer,
  context,
  subgraph,
  startTime,
  endTime,
  host,
}: HostSpansOfFetch): void {
  // What is left of the time was spent on the way, there and back.
  const wayMs = Math.max(0, endTime - startTime - host.micros / 1_000) / 2;
  const whole = { from: startTime + wayMs, to: endTime - wayMs };
  const within = (outer: Stretch, at: number, micros: number): Stretch => {
    const from = Math.min(whole.from + at / 1_000, outer.to);
    const begin = Math.max(from, outer.from);
    return { from: begin, to: Math.min(Math.max(begin, from + micros / 1_000), outer.to) };
  };
  const attributes = { 'forgepoint.extension': subgraph };

  const add = (
    name: string,
    kind: SpanKind,
    { from, to }: Stretch,
    parent: Context,
    told: Readonly<Record<string, string | number>>,
    hasFailed: boolean,
  ): Context => {
    const options = { kind, startTime: from, attributes: { ...attributes, ...told } };
    const span = tracer.startSpan(name, options, parent);
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(to);
    return trace.setSpan(ROOT_CONTEXT, span);
  };

  const addStatement = (
    outer: Stretch,
    parent: Context,
    [kind, at, micros, rows, hasFailed]: StatementSpan,
  ) =>
    add(
      `sql ${kind}`,
      SpanKind.CLIENT,
      within(outer, at, micros),
      parent,
      {
        'db.system.name': 'sqlite',
        'db.operation.name': kind.toUpperCase(),
        'db.response.returned_rows': rows,
      },
      hasFailed,
    );

  const addCall = (parent: Context, call: CallSpan): void => {
    const stretch = within(whole, call.at, call.micros);
    const told = {
      'forgepoint.calls': call.calls,
      'forgepoint.fuel': call.fuel,
      'forgepoint.mode': call.mode,
      ...(call.code === null ? {} : { 'error.type': call.code }),
    };
    const added = add('guest call', SpanKind.INTERNAL, stretch, parent, told, call.code !== null);
    for (const statement of call.statements) addStatement(stretch, added, statement);
  };

  const told = host.leftOut === 0 ? {} : { 'forgepoint.spans_left_out': host.leftOut };
  const parent = add('host', SpanKind.SERVER, whole, context, told, false);
  for (const call of host.calls) addCall(parent, call);
}
