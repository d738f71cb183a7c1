import type { RequestTracer } from './request-trace.ts';
import { tracingSettings, type Environment } from './settings.ts';

/** Loads what records traces, when the operator has said where to send them; else `undefined`, with nothing loaded. */
export async function loadTracer(environment: Environment): Promise<RequestTracer | undefined> {
  const settings = tracingSettings(environment);
  if (settings === undefined) return undefined;
  const { openTelemetryTracer } = await import('./open-telemetry.ts');
  return openTelemetryTracer(settings);
}
