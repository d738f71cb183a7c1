import { ByteReader } from './byte-reader.ts';
import { MalformedBinary } from './malformed-binary.ts';

export type BinaryKind = 'component' | 'module';

/** @see https://webassembly.github.io/spec/core/binary/modules.html#sections */
export const moduleSection = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
} as const;

/** @see https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md */
export const componentSection = {
  custom: 0,
  coreModule: 1,
  coreInstance: 2,
  coreType: 3,
  component: 4,
  instance: 5,
  alias: 6,
  type: 7,
  import: 10,
  export: 11,
} as const;

export interface Section {
  readonly id: number;
  readonly payload: Uint8Array;
}

export const headerLength = 8;

const magic = [0x00, 0x61, 0x73, 0x6d];
const componentVersion = [0x0d, 0x00, 0x01, 0x00];
const moduleVersion = [0x01, 0x00, 0x00, 0x00];

/** @returns `undefined` when the bytes don't begin as a WebAssembly binary that is known here */
export function kindOf(bytes: Uint8Array): BinaryKind | undefined {
  if (!startsWith(bytes, magic)) return undefined;
  const version = bytes.subarray(magic.length, headerLength);
  if (startsWith(version, componentVersion)) return 'component';
  return startsWith(version, moduleVersion) ? 'module' : undefined;
}

/**
 * The sections in their order, as views on the bytes.
 * @throws MalformedBinary when the header or a section's size is wrong
 */
export function* sectionsOf(bytes: Uint8Array): Generator<Section, void, undefined> {
  if (kindOf(bytes) === undefined) throw new MalformedBinary('it has no WebAssembly header');
  const reader = new ByteReader(bytes.subarray(headerLength));
  while (!reader.done) {
    const id = reader.u8();
    yield { id, payload: reader.take(reader.u32()) };
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}
