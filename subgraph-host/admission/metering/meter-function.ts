import { ByteWriter } from '../../wasm-binary/byte-writer.ts';
import { op, readInstruction, skipImmediates, skipValueType } from '../../wasm-binary/instructions.ts';
import { MalformedBinary } from '../../wasm-binary/malformed-binary.ts';
import { Transcript } from '../../wasm-binary/transcript.ts';
import { ChargeWriter, type ScratchLocals } from './charges.ts';
import type { GlobalIndices } from './counters.ts';
import { PathLength } from './path-length.ts';
import {
  maxUnchargedUnits,
  maxUnitsPerRegion,
  shiftByLength,
  unitsByInstruction,
  unitsPerCharge,
  unitsPerGrowth,
  unitsPerLongPath,
} from './prices.ts';

/** A function's body or a loop's, without the loops inside. */
interface Region {
  /** Where its price stands in what is written. */
  readonly priceAt: number;
  readonly depth: number;
  units: number;
}

/** More locals than the engine takes. */
const maxLocals = 50_000;
const valueType = { i64: 0x7e, i32: 0x7f } as const;

/**
 * Meters functions, each as it stands in a code section without its size. Every way through a body, and so every
 * cycle, passes a charge: at the function's entry, at each loop's header, and wherever a path gets long.
 */
export class FunctionMeter {
  readonly #writer = new ByteWriter();
  readonly #globals: GlobalIndices;

  constructor(globals: GlobalIndices) {
    this.#globals = globals;
  }

  /**
   * @returns a view that is valid until the next function is metered
   * @throws MalformedBinary, UnknownInstruction
   */
  meter(body: Uint8Array, parameters: number): Uint8Array {
    this.#writer.clear();
    const copy = new Transcript(body, this.#writer);
    const charges = new ChargeWriter(this.#writer, this.#globals, addLocals(copy, parameters));
    const path = new PathLength();
    const regions: Region[] = [];

    const enterRegion = (depth: number): void => {
      regions.push({ priceAt: charges.fixed(0), depth, units: 0 });
      path.charged();
    };
    const leaveRegion = (): void => {
      const region = regions.pop();
      if (region === undefined) throw new MalformedBinary('a function goes on after its end');
      // Of one byte: less than 64.
      this.#writer.patch(region.priceAt, Math.min(region.units + unitsPerCharge, maxUnitsPerRegion));
    };

    const { reader } = copy;
    let depth = 0;
    enterRegion(depth);
    while (!path.ended) {
      const start = reader.offset;
      const instruction = readInstruction(reader);
      const region = regions.at(-1);
      const units = unitsByInstruction.get(instruction) ?? 1;
      if (region !== undefined) region.units += units;
      if (path.step(units) > maxUnchargedUnits) {
        copy.copyTo(start);
        charges.fixed(unitsPerLongPath);
        path.charged();
      }
      switch (instruction) {
        case op.block:
        case op.if:
          skipImmediates(instruction, reader);
          path.enter(instruction === op.if ? 'if' : 'block');
          depth += 1;
          break;
        case op.loop:
          skipImmediates(instruction, reader);
          path.enter('loop');
          depth += 1;
          copy.copyTo(reader.offset);
          enterRegion(depth);
          break;
        case op.else:
          path.else();
          break;
        case op.end:
          path.end();
          if (region?.depth === depth) leaveRegion();
          depth -= 1;
          break;
        case op.br:
          path.mayBranch(reader.u32());
          path.stop();
          break;
        case op.brIf:
        case op.brOnNull:
        case op.brOnNonNull:
          path.mayBranch(reader.u32());
          break;
        case op.brTable:
          for (let left = reader.count() + 1; left > 0; left -= 1) path.mayBranch(reader.u32());
          path.stop();
          break;
        case op.return:
        case op.unreachable:
        case op.returnCall:
        case op.returnCallIndirect:
        case op.returnCallRef:
          skipImmediates(instruction, reader);
          path.stop();
          break;
        case op.globalGet:
        case op.globalSet:
          copy.copyTo(start + 1);
          this.#writer.u32(this.#globals.moved(reader.u32()));
          copy.leaveOut();
          break;
        case op.memoryGrow: {
          copy.copyTo(start);
          const memory = reader.u32();
          copy.leaveOut();
          charges.fixed(unitsPerGrowth);
          charges.memoryGrow(memory);
          break;
        }
        default: {
          const shift = shiftByLength.get(instruction);
          if (shift !== undefined) {
            copy.copyTo(start);
            if (instruction === op.tableGrow) charges.fixed(unitsPerGrowth);
            charges.perOperand(shift);
          }
          skipImmediates(instruction, reader);
        }
      }
    }
    if (!reader.done) throw new MalformedBinary('a function goes on after its end');
    copy.finish();
    return this.#writer.view();
  }
}

/** Copies the declarations of a function's locals and adds those that charges need. */
function addLocals(copy: Transcript, parameters: number): ScratchLocals {
  const { reader, writer } = copy;
  const groups = reader.count();
  copy.leaveOut();
  writer.u32(groups + 2);
  let locals = parameters;
  for (let group = 0; group < groups; group += 1) {
    locals += reader.u32();
    if (locals > maxLocals) throw new MalformedBinary(`a function has more than ${maxLocals} locals`);
    skipValueType(reader);
  }
  copy.copyTo(reader.offset);
  writer.bytes([1, valueType.i64, 2, valueType.i32]);
  return { fuel: locals, operand: locals + 1, result: locals + 2 };
}
