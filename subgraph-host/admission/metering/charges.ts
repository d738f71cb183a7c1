import type { ByteWriter } from '../../wasm-binary/byte-writer.ts';
import { op } from '../../wasm-binary/instructions.ts';
import type { GlobalIndices } from './counters.ts';

const emptyBlock = 0x40;
const i32Result = 0x7f;

/** Indices of the locals that metering adds to a function. */
export interface ScratchLocals {
  /** i64 */
  readonly fuel: number;
  /** i32 */
  readonly operand: number;
  /** i32 */
  readonly result: number;
}

/** Writes the instructions by which a guest counts. None of them changes what is on the stack below. */
export class ChargeWriter {
  readonly #writer: ByteWriter;
  readonly #globals: GlobalIndices;
  readonly #locals: ScratchLocals;

  constructor(writer: ByteWriter, globals: GlobalIndices, locals: ScratchLocals) {
    this.#writer = writer;
    this.#globals = globals;
    this.#locals = locals;
  }

  /**
   * Takes a fixed number of units and traps when there are none left.
   * @param units 0 to 2^31 − 1
   * @returns where the units stand, as one byte when they are below 64: for patching
   */
  fixed(units: number): number {
    this.#index(op.globalGet, this.#globals.fuel);
    this.#writer.u8(op.i64Const);
    const place = this.#writer.length;
    this.#writer.s32(units);
    this.#takeAndCheck();
    return place;
  }

  /** Takes a unit for every `2^shift` of the i32 on top of the stack, which stays there. */
  perOperand(shift: number): void {
    this.#index(op.localTee, this.#locals.operand);
    this.#index(op.globalGet, this.#globals.fuel);
    this.#index(op.localGet, this.#locals.operand);
    this.#writer.bytes([op.i64ExtendI32U, op.i64Const, shift, op.i64ShrU]);
    this.#takeAndCheck();
  }

  /** `memory.grow` that answers −1 when all memories together would have more pages than they may. */
  memoryGrow(memory: number): void {
    const { operand, result } = this.#locals;
    const { pages } = this.#globals;
    this.#index(op.localTee, operand);
    this.#index(op.globalGet, pages);
    this.#writer.bytes([op.i32GtU, op.if, i32Result]);
    this.#countRefusal();
    this.#constant(-1);
    this.#writer.u8(op.else);
    this.#index(op.localGet, operand);
    this.#index(op.memoryGrow, memory);
    this.#index(op.localTee, result);
    this.#constant(-1);
    this.#writer.bytes([op.i32Ne, op.if, emptyBlock]);
    this.#index(op.globalGet, pages);
    this.#index(op.localGet, operand);
    this.#writer.u8(op.i32Sub);
    this.#index(op.globalSet, pages);
    this.#writer.u8(op.else);
    this.#countRefusal();
    this.#writer.u8(op.end);
    this.#index(op.localGet, result);
    this.#writer.u8(op.end);
  }

  #countRefusal(): void {
    this.#index(op.globalGet, this.#globals.refusals);
    this.#constant(1);
    this.#writer.u8(op.i32Add);
    this.#index(op.globalSet, this.#globals.refusals);
  }

  /** With what is left and what is to be taken of it on the stack. */
  #takeAndCheck(): void {
    this.#writer.u8(op.i64Sub);
    this.#index(op.localTee, this.#locals.fuel);
    this.#index(op.globalSet, this.#globals.fuel);
    this.#index(op.localGet, this.#locals.fuel);
    this.#writer.bytes([op.i64Const, 0, op.i64LtS, op.if, emptyBlock, op.unreachable, op.end]);
  }

  #index(instruction: number, index: number): void {
    this.#writer.u8(instruction);
    this.#writer.u32(index);
  }

  #constant(value: number): void {
    this.#writer.u8(op.i32Const);
    this.#writer.s32(value);
  }
}
