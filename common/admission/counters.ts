/**
 * The globals by which host and guest count: every core module that admission has metered imports them from this
 * module, in this order. No guest can, since admission gives other names to what guests import.
 */
export const counterModule = 'forgepoint:counters';
export const counters = [
  /** i64: units of fuel that are left; below zero the guest traps. */
  'fuel',
  /** i32: pages by which the memories of the component may still grow together. */
  'pages',
  /** i32: how often a memory was refused to grow. */
  'refusals',
] as const;

/** @see counters */
export type Counter = (typeof counters)[number];
