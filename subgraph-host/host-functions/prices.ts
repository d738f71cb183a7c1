/**
 * What the host's work for a guest costs it, in units of fuel: near to what the guest's own work of that duration costs.
 * What SQLite does by itself is not counted; the time of a call bounds that.
 */
export const price = {
  call: 20_000,
  /** A statement that runs once more in the same call. */
  run: 10_000,
  /** A value that goes into the guest, or comes from it. */
  cell: 1_500,
  /** A byte, or a character of a text. */
  byte: 1,
} as const;
