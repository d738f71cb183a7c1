/** When a process that ended is started again. */
export type RestartDecision =
  | { readonly kind: 'restart'; readonly delayMs: number }
  | { readonly kind: 'quarantine'; readonly crashes: number; readonly withinMs: number };

export interface RestartPolicy {
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** Crashes within `windowMs` after which a process is left alone. */
  readonly crashBudget: number;
  readonly windowMs: number;
  /** A process that has been ready for so long had recovered: what crashed before it counts no more. */
  readonly recoveredMs: number;
}

export const defaultRestartPolicy: RestartPolicy = {
  firstDelayMs: 100,
  maxDelayMs: 10_000,
  crashBudget: 8,
  windowMs: 60_000,
  recoveredMs: 1_000,
};

/** More are not remembered. */
const maxCrashes = 16;

/**
 * @param crashes times of the crashes since a process had recovered, the latest last, milliseconds on one clock
 * @param random from 0 to 1; spreads the restarts of processes that ended together
 */
export function decideRestart(
  policy: RestartPolicy,
  crashes: readonly number[],
  random: () => number,
): RestartDecision {
  const latest = crashes.at(-1) ?? 0;
  const recent = crashes.filter((time) => latest - time < policy.windowMs).length;
  if (recent >= policy.crashBudget) return { kind: 'quarantine', crashes: recent, withinMs: policy.windowMs };
  // The first restart does not wait: most crashes stay alone, and clients are waiting.
  if (recent <= 1) return { kind: 'restart', delayMs: 0 };
  const ceiling = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (recent - 2));
  return { kind: 'restart', delayMs: Math.round(ceiling * (0.5 + random() / 2)) };
}

/**
 * Crashes that still count, after one more.
 * @param now when it was; milliseconds on one clock
 * @param readySince since when the process had been ready, if it ever was
 */
export function withCrash(
  { recoveredMs }: RestartPolicy,
  crashes: readonly number[],
  now: number,
  readySince: number | undefined,
): readonly number[] {
  return readySince !== undefined && now - readySince >= recoveredMs
    ? [now]
    : [...crashes, now].slice(-maxCrashes);
}
