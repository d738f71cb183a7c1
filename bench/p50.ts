/** Of the durations of one case; microseconds. */
export interface Measured {
  readonly p50: number;
  readonly p90: number;
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
  const durations = entries.map((): number[] => []);
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const [index, [, run]] of entries.entries()) {
      for (let time = 0; time < burst; time += 1) {
        const start = process.hrtime.bigint();
        run();
        const micros = Number(process.hrtime.bigint() - start) / 1_000;
        if (round >= warmUp) durations[index]?.push(micros);
      }
    }
  }
  return Object.fromEntries(
    entries.map(([name], index) => [name, quantilesOf(durations[index] ?? [])]),
  ) as Record<Name, Measured>;
}

function quantilesOf(values: readonly number[]): Measured {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p90: at(0.9) };
}
