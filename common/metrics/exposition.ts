import type { MetricData } from '@opentelemetry/sdk-metrics';
import { durationBounds, countOf, type DurationFigures } from './durations.ts';

export type Labels = Readonly<Record<string, string>>;

/** What a metric of some name is about. */
interface Described {
  /** As it is served, so that of a counter ends with `_total`. */
  readonly name: string;
  /** A sentence. */
  readonly help: string;
}

/** A metric as it stands at one moment. */
export type Metric = Described &
  (
    | { readonly type: 'counter' | 'gauge'; readonly values: readonly Value<number>[] }
    | { readonly type: 'histogram'; readonly values: readonly Value<DurationFigures>[] }
  );

interface Value<Of> {
  readonly labels: Labels;
  readonly value: Of;
}

export const expositionContentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The text format of Prometheus. What writes it is loaded by the first call: most processes never need it.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export async function exposed(metrics: readonly Metric[]): Promise<string> {
  const { PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  const { AggregationTemporality, DataPointType } = await import('@opentelemetry/sdk-metrics');
  const { emptyResource } = await import('@opentelemetry/resources');
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  const unused: [number, number] = [0, 0];

  const dataOf = (metric: Metric): MetricData => {
    const common = {
      descriptor: { name: metric.name, description: metric.help, unit: '', valueType: 1 },
      aggregationTemporality: AggregationTemporality.CUMULATIVE,
    };
    const point = <Of>(labels: Labels, value: Of) => ({
      startTime: unused,
      endTime: unused,
      attributes: { ...labels },
      value,
    });
    switch (metric.type) {
      case 'counter':
      case 'gauge': {
        const dataPoints = metric.values.map(({ labels, value }) => point(labels, value));
        return metric.type === 'counter'
          ? { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
          : { ...common, dataPointType: DataPointType.GAUGE, dataPoints };
      }
      case 'histogram':
        return {
          ...common,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints: metric.values.map(({ labels, value }) => point(labels, histogramOf(value))),
        };
    }
  };

  return serializer.serialize({
    resource: emptyResource(),
    scopeMetrics: [{ scope: { name: '' }, metrics: metrics.map(dataOf) }],
  });
}

function histogramOf(figures: DurationFigures) {
  return {
    buckets: { boundaries: [...durationBounds], counts: [...figures.counts] },
    sum: figures.sumSeconds,
    count: countOf(figures),
  };
}
