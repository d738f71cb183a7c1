/** `FORGE_CHAOS=long`: the whole of each scenario; otherwise a part of it that a test run has time for. */
export const isLong: boolean = process.env['FORGE_CHAOS'] === 'long';

export function scale(short: number, long: number): number {
  return isLong ? long : short;
}
