import type { Metric } from './exposition.ts';
import type { ErrorFigures } from './error-counts.ts';
import type { ProcessFigures } from './process-figures.ts';
import type { GuestFigures } from './subgraph-figures.ts';

type GuestsByExtension = ReadonlyMap<string, GuestFigures>;

/** What guests have done, by the names of their extensions. */
export function guestMetrics(guests: GuestsByExtension): readonly Metric[] {
  const each = <Value>(valueOf: (figures: GuestFigures) => Value) =>
    [...guests].map(([extension, figures]) => ({ labels: { extension }, value: valueOf(figures) }));
  return [
    {
      name: 'forgepoint_guest_call_duration_seconds',
      help: 'Calls of guests, from being asked for to their outcome.',
      type: 'histogram',
      values: each(({ calls }) => calls),
    },
    {
      name: 'forgepoint_guest_call_errors_total',
      help: 'Calls of guests that ended with an error.',
      type: 'counter',
      values: byCode(guests, 'extension', ({ errors }) => errors),
    },
    {
      name: 'forgepoint_guest_fuel_total',
      help: 'Fuel that guests have used, about an instruction of WebAssembly a unit.',
      type: 'counter',
      values: each(({ fuel }) => fuel),
    },
    {
      name: 'forgepoint_sql_statement_duration_seconds',
      help: 'SQL statements that guests have run.',
      type: 'histogram',
      values: each(({ statements }) => statements.durations),
    },
    {
      name: 'forgepoint_sql_statement_errors_total',
      help: 'SQL statements of guests that were refused or failed.',
      type: 'counter',
      values: each(({ statements }) => statements.failed),
    },
    {
      name: 'forgepoint_sql_rows_total',
      help: 'Rows that statements of guests have read or changed.',
      type: 'counter',
      values: each(({ statements }) => statements.rows),
    },
  ];
}

/** A process of the system, or all of one kind that run at the moment. */
export interface ProcessEntry {
  /** `control`, `serving`, `core` or `host`. */
  readonly process: string;
  /** Whose host it is; empty for every other. */
  readonly extension: string;
  readonly figures: ProcessFigures;
}

/** Processes of the same kind and extension count as one: sizes are added, of delays the longest is told. */
export function processMetrics(entries: readonly ProcessEntry[]): readonly Metric[] {
  const groups = [...Map.groupBy(entries, ({ process, extension }) => `${process} ${extension}`).values()];
  const each = (valueOf: (figures: readonly ProcessFigures[]) => number) =>
    groups.map((group) => ({
      labels: labelsOf(group),
      value: valueOf(group.map(({ figures }) => figures)),
    }));
  const sumOf = (field: 'residentBytes' | 'heapUsedBytes' | 'cpuSeconds') =>
    each((all) => all.reduce((sum, figures) => sum + figures[field], 0));
  return [
    {
      name: 'forgepoint_processes',
      help: 'Processes that run.',
      type: 'gauge',
      values: each((all) => all.length),
    },
    {
      name: 'forgepoint_process_resident_memory_bytes',
      help: 'Memory of the machine that processes hold.',
      type: 'gauge',
      values: sumOf('residentBytes'),
    },
    {
      name: 'forgepoint_process_heap_used_bytes',
      help: 'JavaScript objects of main threads.',
      type: 'gauge',
      values: sumOf('heapUsedBytes'),
    },
    {
      name: 'forgepoint_process_cpu_seconds',
      help: 'Processor time of the processes that run, since each began.',
      type: 'gauge',
      values: sumOf('cpuSeconds'),
    },
    {
      name: 'forgepoint_event_loop_delay_seconds',
      help: 'How late timers ran in the last 30 to 60 seconds, by quantile; 1 is the longest.',
      type: 'gauge',
      values: (['p50', 'p99', 'max'] as const).flatMap((quantile) =>
        groups.map((group) => ({
          labels: { ...labelsOf(group), quantile: quantileLabels[quantile] },
          value: Math.max(...group.map(({ figures }) => figures.loopDelay[quantile])),
        })),
      ),
    },
  ];
}

const quantileLabels = { p50: '0.5', p99: '0.99', max: '1' } as const;

function labelsOf([first]: readonly ProcessEntry[]) {
  return { process: first?.process ?? '', extension: first?.extension ?? '' };
}

/** One value for each subgraph and code. */
export function byCode<Figures>(
  all: ReadonlyMap<string, Figures>,
  label: 'extension' | 'subgraph',
  errorsOf: (figures: Figures) => ErrorFigures,
) {
  return [...all].flatMap(([name, figures]) =>
    Object.entries(errorsOf(figures)).map(([code, value]) => ({ labels: { [label]: name, code }, value })),
  );
}
