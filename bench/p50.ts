/** What one run of a case takes; microseconds. */
export interface Measured {
  readonly p50: number;
  readonly p90: number;
  /** Processor time of all threads, the mean. */
  readonly cpu: number;
}

/** How often a case runs before the next has its turn: its code and data are as warm as under load. */
const burst = 10;

/**
 * Measures cases in turns, a few times in every round, so that all of them meet the same neighbours.
 * @param cases by name
 * @returns the durations by name, without those of the first `warmUp` rounds
 */
export function interleaved<Name extends string>(
  cases: Readonly<Record<Name, () => unknown>>,
  rounds: number,
  warmUp: number,
): Readonly<Record<Name, Measured>> {
  const entries = Object.entries(cases) as [Name, () => unknown][];
  const samples = entries.map(() => ({ durations: [] as number[], cpu: 0 }));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [index, [, run]] of entries.entries()) {
      const { durations, cpu } = runBurst(run);
      const sample = samples[index];
      if (round < warmUp || sample === undefined) continue;
      sample.durations.push(...durations);
      sample.cpu += cpu;
    }
  }
  return Object.fromEntries(
    entries.map(([name], index) => {
      const { durations = [], cpu = 0 } = samples[index] ?? {};
      return [name, { ...quantilesOf(durations), cpu: cpu / durations.length }];
    }),
  ) as Record<Name, Measured>;
}

function runBurst(run: () => unknown): { readonly durations: readonly number[]; readonly cpu: number } {
  const durations: number[] = [];
  const before = process.cpuUsage();
  for (let time = 0; time < burst; time += 1) {
    const start = process.hrtime.bigint();
    run();
    durations.push(Number(process.hrtime.bigint() - start) / 1_000);
  }
  const { user, system } = process.cpuUsage(before);
  return { durations, cpu: user + system };
}

function quantilesOf(values: readonly number[]): Omit<Measured, 'cpu'> {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9) };
}
