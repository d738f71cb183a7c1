import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { IncomingHttpHeaders } from 'node:http';
import { readTraceParent, writeTraceParent } from '@forgepoint/common/http/traceparent.ts';
import { countedCode } from '@forgepoint/common/metrics/error-counts.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { addHostSpans } from './add-host-spans.ts';
import { epochNow } from './epoch.ts';
import { readHostSpans } from './read-host-spans.ts';
import type { FetchTrace, RequestTrace, RequestTracer } from './request-trace.ts';
import type { TracingSettings } from './settings.ts';

const maxTraceStateLength = 512;

/** Sends spans to where the standard variables of the environment say. */
export function openTelemetryTracer(settings: TracingSettings): RequestTracer {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'forgepoint', 'service.version': hostVersion }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    sampler: samplerOf(settings),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter(),
        scheduledDelayMillis: settings.scheduledDelayMillis,
      }),
    ],
  });
  const tracer = provider.getTracer('forgepoint', hostVersion);
  return {
    begin: (headers) => beginRequest(tracer, headers),
    close: () => provider.shutdown(),
  };
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  switch (sampler) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(ratio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}

function beginRequest(tracer: Tracer, headers: IncomingHttpHeaders): RequestTrace {
  const options = { kind: SpanKind.SERVER, startTime: epochNow() };
  const span = tracer.startSpan('graphql', options, parentOf(headers));
  const context = trace.setSpan(ROOT_CONTEXT, span);
  let planningSince: number | undefined;
  return {
    traceId: span.spanContext().traceId,
    planning: () => {
      planningSince = epochNow();
    },
    planned: () => {
      if (planningSince === undefined) return;
      tracer.startSpan('plan', { startTime: planningSince }, context).end(epochNow());
    },
    fetch: (subgraph) => beginFetch(tracer, context, subgraph),
    end: (requestId, status, outcome, { kind, operationName, codes }) => {
      span.updateName(`graphql ${kind}`);
      span.setAttributes({
        'graphql.operation.type': kind,
        ...(operationName === undefined ? {} : { 'graphql.operation.name': operationName }),
        'http.response.status_code': status,
        'forgepoint.request_id': requestId,
        'forgepoint.outcome': outcome,
        ...(codes.length === 0 ? {} : { 'forgepoint.error_codes': [...codes] }),
      });
      if (outcome === 'failed' || outcome === 'errors') span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(epochNow());
    },
  };
}

function beginFetch(tracer: Tracer, parent: Context, subgraph: string): FetchTrace {
  const startTime = epochNow();
  const attributes = { 'forgepoint.subgraph': subgraph };
  const span = tracer.startSpan('fetch', { kind: SpanKind.CLIENT, startTime, attributes }, parent);
  let spans: string | undefined;
  return {
    headers: headersOf(span),
    answered: (told) => {
      spans = told;
    },
    end: (code) => {
      const endTime = epochNow();
      const context = trace.setSpan(ROOT_CONTEXT, span);
      const host = spans === undefined ? undefined : readHostSpans(spans);
      if (host !== undefined && span.isRecording())
        addHostSpans({ tracer, context, subgraph, startTime, endTime, host });
      if (code !== undefined) {
        span.setAttribute('error.type', countedCode(code));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end(endTime);
    },
  };
}

function headersOf(span: Span): Readonly<Record<string, string>> {
  const { traceId, spanId, traceFlags, traceState } = span.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  const traceparent = writeTraceParent({ traceId, spanId, isSampled });
  const tracestate = traceState?.serialize() ?? '';
  return tracestate === '' ? { traceparent } : { traceparent, tracestate };
}

function parentOf({ traceparent, tracestate }: IncomingHttpHeaders): Context {
  const parent = readTraceParent(traceparent);
  if (parent === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(typeof tracestate === 'string' && tracestate.length <= maxTraceStateLength
      ? { traceState: createTraceState(tracestate) }
      : {}),
  });
}
