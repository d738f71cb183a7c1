export interface Comparison {
  /** Processor time of one run; milliseconds, the median of all rounds. */
  readonly baseMs: number;
  readonly otherMs: number;
  /** The median of the rounds' own ratios: both of a round met the same neighbours. */
  readonly ratio: number;
}

/** Runs two things in turns, the order changing from round to round. */
export function compare(rounds: number, base: () => void, other: () => void): Comparison {
  for (let warmUp = 0; warmUp < 5; warmUp += 1) {
    base();
    other();
  }
  const measured = Array.from({ length: rounds }, (_, round) => {
    const first = cpuMs(round % 2 === 0 ? base : other);
    const second = cpuMs(round % 2 === 0 ? other : base);
    return round % 2 === 0 ? { base: first, other: second } : { base: second, other: first };
  });
  return {
    baseMs: median(measured.map((round) => round.base)),
    otherMs: median(measured.map((round) => round.other)),
    ratio: median(measured.map((round) => round.other / round.base)),
  };
}

function cpuMs(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
