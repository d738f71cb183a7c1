import { op } from '../../wasm-binary/instructions.ts';

/*
 * What running costs, in units of fuel: an instruction is about one. The figures make a unit take 0.1 to 0.3 ns of a
 * processor for an interpreter as for compiled code; a few sorts of code are dearer, which the time of a call bounds.
 */

/** A function's entry, or a pass through a loop's header, costs what is in it but for the loops inside, and this. */
export const unitsPerCharge = 4;

/** But no more than this: an interpreter's loop holds thousands of instructions, of which each pass runs a few. */
export const maxUnitsPerRegion = 32;

/** Units that can be run up without a charge, on any path. */
export const maxUnchargedUnits = 1_024;

/** Of what is charged when a path has become that long. */
export const unitsPerLongPath = 32;

/** A memory or a table that grows, or is refused to, takes a call into the engine. */
export const unitsPerGrowth = 1_000;

/** Instructions that cost more than one unit. */
export const unitsByInstruction: ReadonlyMap<number, number> = new Map(
  [
    op.i32DivS,
    op.i32DivU,
    op.i32RemS,
    op.i32RemU,
    op.i64DivS,
    op.i64DivU,
    op.i64RemS,
    op.i64RemU,
    op.f32Sqrt,
    op.f32Div,
    op.f64Sqrt,
    op.f64Div,
    op.memoryInit,
    op.memoryCopy,
    op.memoryFill,
    op.tableInit,
    op.tableCopy,
    op.tableFill,
  ].map((instruction) => [instruction, 8]),
);

/** What takes the longer, the larger its last operand is: a unit for every `2^shift` bytes or elements. */
export const shiftByLength: ReadonlyMap<number, number> = new Map([
  [op.memoryInit, 5],
  [op.memoryCopy, 5],
  [op.memoryFill, 5],
  [op.tableInit, 0],
  [op.tableCopy, 0],
  [op.tableFill, 0],
  [op.tableGrow, 0],
]);
