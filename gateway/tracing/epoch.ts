/** Milliseconds since 1970, with fractions, on a clock that only goes forward. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
