/** What one extension may use. Its operator and its author may each narrow them; the smaller one holds. */
export interface ExtensionLimits {
  /** Units of fuel that one call may use; a unit is about an instruction of WebAssembly. */
  readonly fuelPerCall: number;
  /** Units of fuel for making an instance, its `init`, and telling its schema. */
  readonly fuelForStart: number;
  /** All memories of an instance together; MiB. */
  readonly memoryMb: number;
  /** Longest time that one call may run; whole milliseconds. */
  readonly callTimeoutMs: number;
  /** Largest size of its database; MiB. */
  readonly databaseMb: number;
}

/** The least and the most that can be set for each. */
export const limitRanges: Readonly<Record<keyof ExtensionLimits, readonly [least: number, most: number]>> = {
  fuelPerCall: [1_000_000, 1_000_000_000_000_000],
  fuelForStart: [1_000_000, 1_000_000_000_000_000],
  memoryMb: [1, 1_024],
  callTimeoutMs: [1, 600_000],
  databaseMb: [1, 1_048_576],
};

export const limitNames = Object.keys(limitRanges) as readonly (keyof ExtensionLimits)[];

/** An endless loop ends after one or two seconds; an ordinary call uses less than a thousandth. */
export const defaultLimits: ExtensionLimits = Object.freeze({
  fuelPerCall: 10_000_000_000,
  fuelForStart: 10_000_000_000,
  memoryMb: 64,
  callTimeoutMs: 5_000,
  databaseMb: 1_024,
});

/** Limits of which only some are set. */
export type SomeLimits = { readonly [Limit in keyof ExtensionLimits]?: ExtensionLimits[Limit] | undefined };

/** Those that are set, and the general ones where none is. */
export function withLimits(general: ExtensionLimits, some: SomeLimits): ExtensionLimits {
  return limitsBy((name) => some[name] ?? general[name]);
}

/** What the operator permits, or less where the extension's manifest asks for less. */
export function narrowedBy(permitted: ExtensionLimits, asked: SomeLimits): ExtensionLimits {
  return limitsBy((name) => Math.min(asked[name] ?? Infinity, permitted[name]));
}

/** Limits of which the extension gets less than its manifest asks for; it may not run well. */
export function shortOf(asked: SomeLimits, effective: ExtensionLimits): readonly (keyof ExtensionLimits)[] {
  return limitNames.filter((name) => (asked[name] ?? 0) > effective[name]);
}

function limitsBy(value: (name: keyof ExtensionLimits) => number): ExtensionLimits {
  return Object.freeze(
    Object.fromEntries(limitNames.map((name) => [name, value(name)])) as Record<
      keyof ExtensionLimits,
      number
    >,
  );
}
