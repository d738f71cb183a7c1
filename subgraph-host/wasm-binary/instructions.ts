import type { ByteReader } from './byte-reader.ts';

/**
 * Instructions by opcode; those with a prefix byte as `prefix << 16 | number`.
 * @see https://webassembly.github.io/spec/core/binary/instructions.html
 */
export const op = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  returnCallRef: 0x15,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i64LtS: 0x53,
  i32Ne: 0x47,
  i32GtU: 0x4b,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivS: 0x6d,
  i32DivU: 0x6e,
  i32RemS: 0x6f,
  i32RemU: 0x70,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivS: 0x7f,
  i64DivU: 0x80,
  i64RemS: 0x81,
  i64RemU: 0x82,
  i64ShrU: 0x88,
  f32Sqrt: 0x91,
  f32Div: 0x95,
  f64Sqrt: 0x9f,
  f64Div: 0xa3,
  i64ExtendI32U: 0xad,
  refNull: 0xd0,
  refFunc: 0xd2,
  brOnNull: 0xd5,
  brOnNonNull: 0xd6,
  memoryInit: 0xfc0008,
  memoryCopy: 0xfc000a,
  memoryFill: 0xfc000b,
  tableInit: 0xfc000c,
  tableCopy: 0xfc000e,
  tableGrow: 0xfc000f,
  tableFill: 0xfc0011,
  v128Const: 0xfd000c,
} as const;

/** An instruction that isn't known here: of a proposal that hosts of extensions don't take part in. */
export class UnknownInstruction extends Error {
  constructor(instruction: number) {
    super(`the instruction 0x${instruction.toString(16)}`);
    this.name = 'UnknownInstruction';
  }
}

/** @throws UnknownInstruction when its number is beyond all that exist, MalformedBinary */
export function readInstruction(reader: ByteReader): number {
  const first = reader.u8();
  if (first < 0xfb) return first;
  const number = reader.u32();
  if (number > 0xffff) throw new UnknownInstruction(first);
  return first * 0x10000 + number;
}

type Immediates =
  | 'none'
  | 'block type'
  | 'index'
  | 'two indices'
  | 'label table'
  | 'memory argument'
  | 'memory argument and lane'
  | 'lane'
  | 'i32'
  | 'i64'
  | '4 bytes'
  | '8 bytes'
  | '16 bytes'
  | 'types'
  | 'heap type';

/** From, to, what follows the opcode. Not here, so refused: exceptions, threads, garbage collection, stack switching. */
const ranges: readonly (readonly [from: number, to: number, immediates: Immediates])[] = [
  [0x00, 0x01, 'none'], // unreachable, nop
  [0x02, 0x04, 'block type'], // block, loop, if
  [0x05, 0x05, 'none'], // else
  [0x0b, 0x0b, 'none'], // end
  [0x0c, 0x0d, 'index'], // br, br_if
  [0x0e, 0x0e, 'label table'],
  [0x0f, 0x0f, 'none'], // return
  [0x10, 0x10, 'index'], // call
  [0x11, 0x11, 'two indices'], // call_indirect
  [0x12, 0x12, 'index'], // return_call
  [0x13, 0x13, 'two indices'], // return_call_indirect
  [0x14, 0x15, 'index'], // call_ref, return_call_ref
  [0x1a, 0x1b, 'none'], // drop, select
  [0x1c, 0x1c, 'types'], // select with types
  [0x20, 0x26, 'index'], // local.*, global.*, table.get, table.set
  [0x28, 0x3e, 'memory argument'], // loads and stores
  [0x3f, 0x40, 'index'], // memory.size, memory.grow
  [0x41, 0x41, 'i32'],
  [0x42, 0x42, 'i64'],
  [0x43, 0x43, '4 bytes'],
  [0x44, 0x44, '8 bytes'],
  [0x45, 0xc4, 'none'], // arithmetic, comparison, conversion, sign extension
  [0xd0, 0xd0, 'heap type'], // ref.null
  [0xd1, 0xd1, 'none'], // ref.is_null
  [0xd2, 0xd2, 'index'], // ref.func
  [0xd4, 0xd4, 'none'], // ref.as_non_null
  [0xd5, 0xd6, 'index'], // br_on_null, br_on_non_null
  [0xfc0000, 0xfc0007, 'none'], // saturating conversions
  [0xfc0008, 0xfc0008, 'two indices'], // memory.init
  [0xfc0009, 0xfc0009, 'index'], // data.drop
  [0xfc000a, 0xfc000a, 'two indices'], // memory.copy
  [0xfc000b, 0xfc000b, 'index'], // memory.fill
  [0xfc000c, 0xfc000c, 'two indices'], // table.init
  [0xfc000d, 0xfc000d, 'index'], // elem.drop
  [0xfc000e, 0xfc000e, 'two indices'], // table.copy
  [0xfc000f, 0xfc0011, 'index'], // table.grow, table.size, table.fill
  [0xfd0000, 0xfd000b, 'memory argument'],
  [0xfd000c, 0xfd000d, '16 bytes'], // v128.const, i8x16.shuffle
  [0xfd000e, 0xfd0014, 'none'],
  [0xfd0015, 0xfd0022, 'lane'], // extract_lane, replace_lane
  [0xfd0023, 0xfd0053, 'none'],
  [0xfd0054, 0xfd005b, 'memory argument and lane'],
  [0xfd005c, 0xfd005d, 'memory argument'],
  [0xfd005e, 0xfd0113, 'none'], // up to relaxed SIMD
];

/** For each range, by opcode; instructions without a prefix are found at once. */
const plain: readonly (Immediates | undefined)[] = Array.from({ length: 0xfb }, (_, opcode) =>
  immediatesInRanges(opcode),
);

function immediatesInRanges(instruction: number): Immediates | undefined {
  return ranges.find(([from, to]) => instruction >= from && instruction <= to)?.[2];
}

const heapTypeOfRef = { nullable: 0x63, nonNullable: 0x64 } as const;

/** Passes over what follows an opcode. @throws UnknownInstruction, MalformedBinary */
export function skipImmediates(instruction: number, reader: ByteReader): void {
  const immediates = instruction < plain.length ? plain[instruction] : immediatesInRanges(instruction);
  switch (immediates) {
    case 'none':
      return;
    case 'index':
    case 'i32':
    case 'heap type':
      reader.skipLeb128(5);
      return;
    case 'i64':
      reader.skipLeb128(10);
      return;
    case 'two indices':
      reader.skipLeb128(5);
      reader.skipLeb128(5);
      return;
    case 'block type':
      skipBlockType(reader);
      return;
    case 'label table':
      for (let left = reader.count() + 1; left > 0; left -= 1) reader.skipLeb128(5);
      return;
    case 'memory argument':
      skipMemoryArgument(reader);
      return;
    case 'memory argument and lane':
      skipMemoryArgument(reader);
      reader.skip(1);
      return;
    case 'lane':
      reader.skip(1);
      return;
    case '4 bytes':
      reader.skip(4);
      return;
    case '8 bytes':
      reader.skip(8);
      return;
    case '16 bytes':
      reader.skip(16);
      return;
    case 'types':
      for (let left = reader.count(); left > 0; left -= 1) skipValueType(reader);
      return;
    case undefined:
      throw new UnknownInstruction(instruction);
  }
}

/** @throws MalformedBinary */
export function skipValueType(reader: ByteReader): void {
  const first = reader.u8();
  if (first === heapTypeOfRef.nullable || first === heapTypeOfRef.nonNullable) reader.skipLeb128(5);
}

/** Nothing, a value type, or the index of a type as a positive signed number. */
function skipBlockType(reader: ByteReader): void {
  const first = reader.u8();
  if (first === heapTypeOfRef.nullable || first === heapTypeOfRef.nonNullable || first >= 0x80) {
    reader.skipLeb128(5);
  }
}

const hasMemoryIndex = 0x40;

function skipMemoryArgument(reader: ByteReader): void {
  if ((reader.u32() & hasMemoryIndex) !== 0) reader.skipLeb128(5);
  reader.skipLeb128(10);
}
