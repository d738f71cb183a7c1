import { op } from '../../wasm-binary/instructions.ts';

/**
 * What running costs, in units of fuel: about an instruction each. A function's entry and each pass through a loop cost as many
 * units as it has instructions of its own, but no more than this: an interpreter's loop holds thousands, of which each pass runs a few.
 */
export const maxUnitsPerRegion = 32;

/** Instructions that can run at most without a charge, on any path. */
export const maxUnchargedInstructions = 1024;

/** Of what is charged when a path has become that long. */
export const unitsPerLongPath = 32;

/** The time that these take grows with their last operand, a length: a unit for every `2^shift` bytes or elements. */
export const shiftByLength: ReadonlyMap<number, number> = new Map([
  [op.memoryInit, 5],
  [op.memoryCopy, 5],
  [op.memoryFill, 5],
  [op.tableInit, 0],
  [op.tableCopy, 0],
  [op.tableFill, 0],
  [op.tableGrow, 0],
]);

/** A memory that grows, or is refused to, takes a call into the engine. */
export const unitsPerMemoryGrow = 1_000;
