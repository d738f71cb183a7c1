/** What an extension may use. Whole numbers; `mb` stands for MiB. */
export interface Limits {
  /** Longest time that one call may run; milliseconds. */
  readonly callTimeoutMs: number;
  /** Largest size of its database. */
  readonly databaseMb: number;
}

/** The least and the most that can be set for each. */
export const limitRanges: Readonly<Record<keyof Limits, readonly [least: number, most: number]>> = {
  callTimeoutMs: [1, 600_000],
  databaseMb: [1, 1_048_576],
};

export const limitNames = Object.keys(limitRanges) as readonly (keyof Limits)[];

/** For an extension of whose limits nobody says anything. */
export const defaultLimits: Limits = Object.freeze({ callTimeoutMs: 5_000, databaseMb: 1_024 });

/**
 * The limits that hold: what the operator permits, or less when the extension's manifest asks for less.
 * @param permitted by the operator, or by default
 */
export function effectiveLimits(asked: Partial<Limits>, permitted: Limits): Limits {
  return Object.freeze(
    Object.fromEntries(
      limitNames.map((name) => [name, Math.min(asked[name] ?? Infinity, permitted[name])]),
    ) as Record<keyof Limits, number>,
  );
}

/** Limits of which the extension has less than its manifest asks for; it may not run well. */
export function narrowedLimits(asked: Partial<Limits>, effective: Limits): readonly (keyof Limits)[] {
  return limitNames.filter((name) => (asked[name] ?? 0) > effective[name]);
}
