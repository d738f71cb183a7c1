import { op, readInstruction, skipImmediates, UnknownInstruction } from '../../wasm-binary/instructions.ts';
import type { Transcript } from '../../wasm-binary/transcript.ts';
import type { GlobalIndices } from './counters.ts';

const constant: ReadonlySet<number> = new Set([
  op.i32Const,
  op.i64Const,
  op.f32Const,
  op.f64Const,
  op.v128Const,
  op.refNull,
  op.refFunc,
  op.i32Add,
  op.i32Sub,
  op.i32Mul,
  op.i64Add,
  op.i64Sub,
  op.i64Mul,
]);

/** Copies an expression such as a segment's offset, up to its end. @throws MalformedBinary, UnknownInstruction */
export function copyConstantExpression(copy: Transcript, globals: GlobalIndices): void {
  const { reader, writer } = copy;
  for (;;) {
    const start = reader.offset;
    const instruction = readInstruction(reader);
    if (instruction === op.end) return;
    if (instruction === op.globalGet) {
      copy.copyTo(start + 1);
      writer.u32(globals.moved(reader.u32()));
      copy.leaveOut();
    } else if (constant.has(instruction)) {
      skipImmediates(instruction, reader);
    } else {
      throw new UnknownInstruction(instruction);
    }
  }
}
