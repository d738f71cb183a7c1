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
}

/** An endless loop ends after one or two seconds; an ordinary call uses less than a thousandth. */
export const defaultLimits: ExtensionLimits = Object.freeze({
  fuelPerCall: 10_000_000_000,
  fuelForStart: 10_000_000_000,
  memoryMb: 64,
  callTimeoutMs: 5_000,
});

/** Limits of which only some are set. */
export type SomeLimits = { readonly [Limit in keyof ExtensionLimits]?: ExtensionLimits[Limit] | undefined };

/** Those that are set, and the general ones where none is. */
export function withLimits(general: ExtensionLimits, some: SomeLimits): ExtensionLimits {
  return {
    fuelPerCall: some.fuelPerCall ?? general.fuelPerCall,
    fuelForStart: some.fuelForStart ?? general.fuelForStart,
    memoryMb: some.memoryMb ?? general.memoryMb,
    callTimeoutMs: some.callTimeoutMs ?? general.callTimeoutMs,
  };
}
