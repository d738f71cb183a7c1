import { ByteReader } from './byte-reader.ts';
import { skipValueType } from './instructions.ts';
import { MalformedBinary } from './malformed-binary.ts';

const functionForm = 0x60;

/**
 * How many parameters each type of a module has. Types of objects, and groups of them, are none of a function.
 * @returns `undefined` when the section holds such types, which belong to garbage collection
 * @throws MalformedBinary
 */
export function readParameterCounts(typeSection: Uint8Array): readonly number[] | undefined {
  const reader = new ByteReader(typeSection);
  const counts: number[] = [];
  for (let left = reader.count(); left > 0; left -= 1) {
    const form = reader.u8();
    if (form > 0x7f) throw new MalformedBinary(`it holds a type of the unknown form ${form}`);
    if (form !== functionForm) return undefined;
    const parameters = reader.count();
    for (let parameter = 0; parameter < parameters; parameter += 1) skipValueType(reader);
    for (let results = reader.count(); results > 0; results -= 1) skipValueType(reader);
    counts.push(parameters);
  }
  return counts;
}

/** The type of each function that a module defines itself. @throws MalformedBinary */
export function readFunctionTypes(functionSection: Uint8Array): readonly number[] {
  const reader = new ByteReader(functionSection);
  return Array.from({ length: reader.count() }, () => reader.u32());
}
