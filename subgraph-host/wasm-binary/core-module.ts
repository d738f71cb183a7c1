import { ByteReader } from './byte-reader.ts';
import { MalformedBinary } from './malformed-binary.ts';

/** Bits of the flags of {@link Limits}. */
export const limitFlag = { hasMaximum: 1 } as const;

/** Size of a memory in pages, or of a table in elements. */
export interface Limits {
  /** Bit 0: there is a maximum, 1: shared, 2: 64-bit addresses, 3: an own page size. */
  readonly flags: number;
  readonly min: bigint;
  readonly max: bigint | undefined;
}

export interface Table {
  /** The encoded type of an element. */
  readonly elementType: Uint8Array;
  readonly limits: Limits;
}

export type CoreImport = { readonly module: string; readonly name: string } & (
  | { readonly kind: 'function' | 'global' | 'tag' }
  | { readonly kind: 'memory'; readonly limits: Limits }
  | { readonly kind: 'table'; readonly limits: Limits }
);

/** @throws MalformedBinary */
export function* readImports(section: Uint8Array): Generator<CoreImport, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) {
    const module = reader.name();
    const name = reader.name();
    yield { module, name, ...readImportDescription(reader) };
  }
}

type ImportDescription = CoreImport extends infer Import
  ? Import extends CoreImport
    ? Omit<Import, 'module' | 'name'>
    : never
  : never;

/** What an import is of, after its names. @throws MalformedBinary */
export function readImportDescription(reader: ByteReader): ImportDescription {
  const kind = reader.u8();
  switch (kind) {
    case 0:
      reader.u32();
      return { kind: 'function' };
    case 1:
      return { kind: 'table', limits: readTable(reader).limits };
    case 2:
      return { kind: 'memory', limits: readLimits(reader) };
    case 3:
      readValueType(reader);
      reader.u8();
      return { kind: 'global' };
    case 4:
      reader.u8();
      reader.u32();
      return { kind: 'tag' };
    default:
      throw new MalformedBinary(`it imports something of the unknown kind ${kind}`);
  }
}

/** @returns the names that a module exports. @throws MalformedBinary */
export function* readExportNames(section: Uint8Array): Generator<string, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) {
    yield reader.name();
    reader.u8();
    reader.u32();
  }
}

/** @throws MalformedBinary */
export function* readMemories(section: Uint8Array): Generator<Limits, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) yield readLimits(reader);
}

/**
 * Tables that begin empty; those with an initial element, which no compiler of extensions makes, count as
 * malformed.
 * @throws MalformedBinary
 */
export function* readTables(section: Uint8Array): Generator<Table, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) yield readTable(reader);
}

function readTable(reader: ByteReader): Table {
  const elementType = readValueType(reader);
  return { elementType, limits: readLimits(reader) };
}

function readLimits(reader: ByteReader): Limits {
  const flags = reader.u8();
  if (flags > 15) throw new MalformedBinary(`a memory or table has the unknown flags ${flags}`);
  const min = reader.u64();
  const max = (flags & limitFlag.hasMaximum) === 0 ? undefined : reader.u64();
  if ((flags & 8) !== 0) reader.u32();
  return { flags, min, max };
}

/** @returns the encoded type. @see https://webassembly.github.io/spec/core/binary/types.html */
function readValueType(reader: ByteReader): Uint8Array {
  const first = reader.u8();
  if (first === 0x63 || first === 0x64) {
    const heapType = reader.u8();
    if (heapType >= 0x80) throw new MalformedBinary('a type has an index that is too large');
    return Uint8Array.of(first, heapType);
  }
  if (first < 0x65 || first > 0x7f) throw new MalformedBinary(`it holds the unknown type ${first}`);
  return Uint8Array.of(first);
}
