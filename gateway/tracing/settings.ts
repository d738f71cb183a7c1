export type Environment = Readonly<Record<string, string | undefined>>;

/** Which requests are recorded, in the words of `OTEL_TRACES_SAMPLER`. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export interface TracingSettings {
  readonly sampler: (typeof samplers)[number];
  /** From 0 to 1. */
  readonly ratio: number;
  /** Between two deliveries, milliseconds. */
  readonly scheduledDelayMillis: number;
}

/**
 * Reads what is standard; the rest of the variables, such as endpoint and headers, is read by OpenTelemetry's own packages.
 * @returns `undefined`: nothing is traced, since nobody said where to
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function tracingSettings(environment: Environment): TracingSettings | undefined {
  const {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = '',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesEndpoint = '',
    OTEL_SDK_DISABLED: disabled = '',
    OTEL_TRACES_EXPORTER: exporter = '',
    OTEL_TRACES_SAMPLER: wanted = '',
    OTEL_TRACES_SAMPLER_ARG: argument = '',
    OTEL_BSP_SCHEDULE_DELAY: delay = '',
  } = environment;
  const isOff = disabled.toLowerCase() === 'true' || !['', 'otlp'].includes(exporter);
  if (isOff || (endpoint === '' && tracesEndpoint === '')) return undefined;
  return {
    sampler: samplers.find((name) => name === wanted) ?? 'parentbased_always_on',
    ratio: numberIn(argument, 1) ?? 1,
    scheduledDelayMillis: numberIn(delay, 600_000) ?? 5_000,
  };
}

/** The variables that a process needs which traces; empty when nothing is to be traced. */
export function tracingEnvironment(environment: Environment): Readonly<Record<string, string>> {
  if (tracingSettings(environment) === undefined) return {};
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith('OTEL_') && value !== undefined ? [[name, value]] : [],
    ),
  );
}

/** @returns `undefined` for what is none from 0 to the largest */
function numberIn(text: string, max: number): number | undefined {
  const value = Number(text);
  return text.trim() !== '' && value >= 0 && value <= max ? value : undefined;
}
