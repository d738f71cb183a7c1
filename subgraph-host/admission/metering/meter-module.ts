import { counterModule, counters } from '@forgepoint/common/admission/counters.ts';
import { ByteReader } from '../../wasm-binary/byte-reader.ts';
import { ByteWriter } from '../../wasm-binary/byte-writer.ts';
import { readImports } from '../../wasm-binary/core-module.ts';
import { readFunctionTypes, readParameterCounts } from '../../wasm-binary/function-types.ts';
import { UnknownInstruction } from '../../wasm-binary/instructions.ts';
import { MalformedBinary } from '../../wasm-binary/malformed-binary.ts';
import { moduleSection, sectionsOf, type Section } from '../../wasm-binary/sections.ts';
import { encodeBinary } from '../../wasm-binary/write-sections.ts';
import type { Refuse } from '../refusal.ts';
import { GlobalIndices, writeCounterImports } from './counters.ts';
import { FunctionMeter } from './meter-function.ts';
import { moveGlobals } from './move-globals.ts';

/**
 * Makes a core module count: each of its functions takes fuel from a global that the host sets, and traps when
 * there is none; its memories grow only by the pages that the host grants. A module without code stays as it is.
 * @param maxBytes that the result may have
 * @throws ForgeError EXTENSION_FEATURE_REFUSED, EXTENSION_TOO_LARGE; MalformedBinary
 */
export function meterModule(module: Uint8Array, maxBytes: number, refuse: Refuse): Uint8Array {
  const sections = [...sectionsOf(module)];
  if (!sections.some(({ id }) => id === moduleSection.code)) return module;
  try {
    return encodeBinary(module, meterSections(sections, maxBytes, refuse));
  } catch (error) {
    if (!(error instanceof UnknownInstruction)) throw error;
    throw unknownFeature(error.message, refuse, error);
  }
}

function unknownFeature(what: string, refuse: Refuse, cause?: unknown): Error {
  return refuse(
    'EXTENSION_FEATURE_REFUSED',
    `The component uses ${what}, of a feature of WebAssembly whose use of time and memory the host can't count.`,
    'Build it without exceptions, threads and garbage collection of WebAssembly.',
    cause,
  );
}

function meterSections(sections: readonly Section[], maxBytes: number, refuse: Refuse): readonly Section[] {
  const payload = (id: number): Uint8Array => sections.find((section) => section.id === id)?.payload ?? empty;
  const parameterCounts = readParameterCounts(payload(moduleSection.type));
  if (parameterCounts === undefined) throw unknownFeature('types of objects', refuse);
  const functionTypes = readFunctionTypes(payload(moduleSection.function));
  const imports = payload(moduleSection.import);
  const globals = new GlobalIndices(countImportedGlobals(imports));
  const parametersOf = (index: number): number => {
    const count = parameterCounts[functionTypes[index] ?? -1];
    if (count === undefined) throw new MalformedBinary('a function has no type');
    return count;
  };

  const metered: Section[] = [];
  let importsAdded = false;
  for (const section of sections) {
    // A section of imports stands after that of types, and before all others.
    if (!importsAdded && section.id !== moduleSection.custom && section.id !== moduleSection.type) {
      metered.push({ id: moduleSection.import, payload: withCounters(imports) });
      importsAdded = true;
    }
    if (section.id === moduleSection.import) continue;
    metered.push(
      section.id === moduleSection.code
        ? { id: section.id, payload: meterCode(section.payload, globals, parametersOf, maxBytes, refuse) }
        : moveGlobals(section, globals),
    );
  }
  return metered;
}

/** A vector of nothing. */
const empty = Uint8Array.of(0);

function countImportedGlobals(section: Uint8Array): number {
  let globals = 0;
  for (const { module, kind } of readImports(section)) {
    if (module === counterModule) throw new MalformedBinary('it has been metered already');
    if (kind === 'global') globals += 1;
  }
  return globals;
}

function withCounters(imports: Uint8Array): Uint8Array {
  const reader = new ByteReader(imports);
  const writer = new ByteWriter();
  writer.u32(reader.u32() + counters.length);
  writer.bytes(imports.subarray(reader.offset));
  writeCounterImports(writer);
  return writer.view();
}

function meterCode(
  section: Uint8Array,
  globals: GlobalIndices,
  parametersOf: (index: number) => number,
  maxBytes: number,
  refuse: Refuse,
): Uint8Array {
  const reader = new ByteReader(section);
  const writer = new ByteWriter();
  const meter = new FunctionMeter(globals);
  const functions = reader.count();
  writer.u32(functions);
  for (let index = 0; index < functions; index += 1) {
    const body = meter.meter(reader.take(reader.u32()), parametersOf(index));
    writer.u32(body.length);
    writer.bytes(body);
    if (writer.length > maxBytes) {
      throw refuse(
        'EXTENSION_TOO_LARGE',
        `The component has more than ${maxBytes} bytes of code once its use of time is counted.`,
        'Build it for size.',
      );
    }
  }
  return writer.view();
}
