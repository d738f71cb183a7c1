import { ByteWriter } from '../../wasm-binary/byte-writer.ts';
import { skipValueType } from '../../wasm-binary/instructions.ts';
import { MalformedBinary } from '../../wasm-binary/malformed-binary.ts';
import { moduleSection, type Section } from '../../wasm-binary/sections.ts';
import { Transcript } from '../../wasm-binary/transcript.ts';
import { copyConstantExpression } from './constant-expression.ts';
import type { GlobalIndices } from './counters.ts';

/**
 * A section with the indices of globals as they are once the counters are among them.
 * @throws MalformedBinary, UnknownInstruction
 */
export function moveGlobals(section: Section, globals: GlobalIndices): Section {
  const copyElement = copyElementOf[section.id];
  if (copyElement === undefined) return section;
  const copy = new Transcript(section.payload, new ByteWriter());
  for (let left = copy.reader.count(); left > 0; left -= 1) copyElement(copy, globals);
  copy.finish();
  return { id: section.id, payload: copy.writer.view() };
}

const copyElementOf: Readonly<Record<number, (copy: Transcript, globals: GlobalIndices) => void>> = {
  [moduleSection.global]: copyGlobal,
  [moduleSection.export]: copyExport,
  [moduleSection.element]: copyElementSegment,
  [moduleSection.data]: copyDataSegment,
};

function copyGlobal(copy: Transcript, globals: GlobalIndices): void {
  skipValueType(copy.reader);
  copy.reader.skip(1);
  copyConstantExpression(copy, globals);
}

const globalKind = 3;

function copyExport(copy: Transcript, globals: GlobalIndices): void {
  const { reader, writer } = copy;
  reader.skip(reader.u32());
  if (reader.u8() !== globalKind) {
    reader.u32();
    return;
  }
  copy.copyTo(reader.offset);
  writer.u32(globals.moved(reader.u32()));
  copy.leaveOut();
}

/** Bits of an element segment's flags, and the flags of a data segment that names its memory. */
const segment = { noOffset: 1, namesTarget: 2, expressions: 4 } as const;

function copyElementSegment(copy: Transcript, globals: GlobalIndices): void {
  const { reader } = copy;
  const flags = reader.u32();
  if (flags > 7) throw new MalformedBinary(`it holds elements of the unknown form ${flags}`);
  const active = (flags & segment.noOffset) === 0;
  if (active && (flags & segment.namesTarget) !== 0) reader.u32();
  if (active) copyConstantExpression(copy, globals);
  const expressions = (flags & segment.expressions) !== 0;
  // Without target and not passive: the type is that of functions and left out.
  if ((flags & (segment.noOffset | segment.namesTarget)) !== 0) {
    if (expressions) skipValueType(reader);
    else reader.skip(1);
  }
  for (let left = reader.count(); left > 0; left -= 1) {
    if (expressions) copyConstantExpression(copy, globals);
    else reader.u32();
  }
}

function copyDataSegment(copy: Transcript, globals: GlobalIndices): void {
  const { reader } = copy;
  const flags = reader.u32();
  if (flags > 2) throw new MalformedBinary(`it holds data of the unknown form ${flags}`);
  if (flags === segment.namesTarget) reader.u32();
  if (flags !== segment.noOffset) copyConstantExpression(copy, globals);
  reader.skip(reader.u32());
}
