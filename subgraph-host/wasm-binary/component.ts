import { ByteReader } from './byte-reader.ts';
import { MalformedBinary } from './malformed-binary.ts';

export type ExternKind = 'core module' | 'function' | 'value' | 'type' | 'component' | 'instance';

export interface Extern {
  readonly name: string;
  readonly kind: ExternKind;
}

/** @throws MalformedBinary */
export function* readComponentImports(section: Uint8Array): Generator<Extern, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) {
    const name = readExternName(reader);
    yield { name, kind: readDescription(reader) };
  }
}

/** @throws MalformedBinary */
export function* readComponentExports(section: Uint8Array): Generator<Extern, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) {
    const name = readExternName(reader);
    yield { name, kind: skipExportDescription(reader) };
  }
}

/** What an export is of, after its name. @throws MalformedBinary */
export function skipExportDescription(reader: ByteReader): ExternKind {
  const kind = readSort(reader);
  reader.u32();
  if (readFlag(reader)) readDescription(reader);
  return kind;
}

/** Names by which core modules are joined. @throws MalformedBinary */
export function* readCoreInstanceNames(section: Uint8Array): Generator<string, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) {
    const inline = readFlag(reader);
    if (!inline) reader.u32();
    for (let names = reader.count(); names > 0; names -= 1) {
      yield reader.name();
      reader.u8();
      reader.u32();
    }
  }
}

/** Names by which components are joined. @throws MalformedBinary */
export function* readInstanceNames(section: Uint8Array): Generator<string, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) {
    const inline = readFlag(reader);
    if (!inline) reader.u32();
    for (let names = reader.count(); names > 0; names -= 1) {
      yield inline ? readExternName(reader) : reader.name();
      readSort(reader);
      reader.u32();
    }
  }
}

/** Names that are taken out of an instance. @throws MalformedBinary */
export function* readAliasNames(section: Uint8Array): Generator<string, void, undefined> {
  const reader = new ByteReader(section);
  for (let left = reader.count(); left > 0; left -= 1) {
    readSort(reader);
    const target = reader.u8();
    if (target > 2) throw new MalformedBinary(`it holds an alias of the unknown kind ${target}`);
    reader.u32();
    if (target === 2) reader.u32();
    else yield reader.name();
  }
}

/** @throws MalformedBinary */
export function readExternName(reader: ByteReader): string {
  const form = reader.u8();
  if (form > 1) throw new MalformedBinary(`it holds a name of the unknown form ${form}`);
  return reader.name();
}

/** @throws MalformedBinary */
export function readFlag(reader: ByteReader): boolean {
  const flag = reader.u8();
  if (flag > 1) throw new MalformedBinary(`it holds ${flag} where only 0 or 1 can be`);
  return flag === 1;
}

const sorts: readonly ExternKind[] = ['core module', 'function', 'value', 'type', 'component', 'instance'];

/** @throws MalformedBinary */
export function readSort(reader: ByteReader): ExternKind {
  const sort = sorts[reader.u8()];
  if (sort === undefined) throw new MalformedBinary('it holds an item of an unknown kind');
  if (sort === 'core module') reader.u8();
  return sort;
}

function readDescription(reader: ByteReader): ExternKind {
  const kind = readSort(reader);
  switch (kind) {
    case 'core module':
    case 'function':
    case 'component':
    case 'instance':
      reader.u32();
      return kind;
    case 'value':
      readFlag(reader);
      reader.skipLeb128(5);
      return kind;
    case 'type':
      if (!readFlag(reader)) reader.u32();
      return kind;
  }
}
