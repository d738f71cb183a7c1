import { ByteReader } from './byte-reader.ts';
import { readExternName, readFlag, readSort, type ExternKind } from './component.ts';
import { MalformedBinary } from './malformed-binary.ts';
import { maxNesting } from './walk.ts';

export type TypeName =
  /** Of a field, case, flag or parameter. */
  | { readonly kind: 'label'; readonly name: string }
  /** Of what a type of instances or of components imports or exports. */
  | { readonly kind: 'extern'; readonly name: string; readonly of: ExternKind };

/** Declarations that are still to be read, of a type inside of a type. */
interface Level {
  left: number;
  readonly of: 'section' | 'instance' | 'component';
}

/**
 * Every name in a section of types.
 * @throws MalformedBinary also for types of core modules, which no extension has
 * @see https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions
 */
export function* readTypeNames(section: Uint8Array): Generator<TypeName, void, undefined> {
  const reader = new ByteReader(section);
  const levels: Level[] = [{ left: reader.count(), of: 'section' }];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    if (level.left === 0) {
      levels.pop();
      continue;
    }
    level.left -= 1;
    const isType = level.of === 'section' || (yield* readDeclaration(reader, level.of));
    const inner = isType ? yield* readType(reader) : undefined;
    if (inner === undefined) continue;
    if (levels.push(inner) > maxNesting)
      throw new MalformedBinary(`it nests types deeper than ${maxNesting} levels`);
  }
}

const declaration = { type: 0x01, alias: 0x02, import: 0x03, export: 0x04 } as const;

/** @returns whether a type follows */
function* readDeclaration(
  reader: ByteReader,
  of: 'instance' | 'component',
): Generator<TypeName, boolean, undefined> {
  const kind = reader.u8();
  switch (kind) {
    case declaration.type:
      return true;
    case declaration.alias:
      yield* readAlias(reader);
      return false;
    case declaration.import:
      if (of === 'component') yield* readExtern(reader);
      else throw new MalformedBinary('a type of instances imports something');
      return false;
    case declaration.export:
      yield* readExtern(reader);
      return false;
    default:
      throw new MalformedBinary(`it holds a declaration of the unknown kind ${kind}`);
  }
}

function* readExtern(reader: ByteReader): Generator<TypeName, void, undefined> {
  const name = readExternName(reader);
  yield { kind: 'extern', name, of: readExternDescription(reader) };
}

function readExternDescription(reader: ByteReader): ExternKind {
  const of = readSort(reader);
  if (of === 'core module') throw new MalformedBinary('it holds types of core modules');
  // Of a type: its bounds, equal to another or a new resource.
  if (of !== 'type' || !readFlag(reader)) reader.u32();
  return of;
}

function* readAlias(reader: ByteReader): Generator<TypeName, void, undefined> {
  const of = readSort(reader);
  const target = reader.u8();
  reader.u32();
  if (target === 0) yield { kind: 'extern', name: reader.name(), of };
  else if (target === 2) reader.u32();
  else throw new MalformedBinary(`it holds an alias of the unknown kind ${target}`);
}

const form = {
  resource: 0x3f,
  function: 0x40,
  component: 0x41,
  instance: 0x42,
  borrow: 0x68,
  own: 0x69,
  result: 0x6a,
  option: 0x6b,
  enumeration: 0x6d,
  flags: 0x6e,
  tuple: 0x6f,
  list: 0x70,
  variant: 0x71,
  record: 0x72,
  firstPrimitive: 0x73,
  lastPrimitive: 0x7f,
} as const;

/** @returns the level to read next when the type has declarations of its own */
function* readType(reader: ByteReader): Generator<TypeName, Level | undefined, undefined> {
  const first = reader.u8();
  switch (first) {
    case form.component:
      return { left: reader.count(), of: 'component' };
    case form.instance:
      return { left: reader.count(), of: 'instance' };
    case form.resource:
      reader.u8();
      if (readFlag(reader)) reader.u32();
      return undefined;
    case form.function:
      yield* readLabels(reader, skipValue);
      // A result, or a list of none.
      if (readFlag(reader)) reader.u8();
      else skipValue(reader);
      return undefined;
    case form.record:
      yield* readLabels(reader, skipValue);
      return undefined;
    case form.variant:
      yield* readLabels(reader, skipCase);
      return undefined;
    case form.flags:
    case form.enumeration:
      yield* readLabels(reader, () => undefined);
      return undefined;
    case form.tuple:
      for (let left = reader.count(); left > 0; left -= 1) skipValue(reader);
      return undefined;
    case form.list:
    case form.option:
      skipValue(reader);
      return undefined;
    case form.result:
      skipOptional(reader);
      skipOptional(reader);
      return undefined;
    case form.own:
    case form.borrow:
      reader.u32();
      return undefined;
    default:
      if (first >= form.firstPrimitive && first <= form.lastPrimitive) return undefined;
      throw new MalformedBinary(`it holds a type of the unknown form ${first}`);
  }
}

function* readLabels(
  reader: ByteReader,
  skipRest: (reader: ByteReader) => void,
): Generator<TypeName, void, undefined> {
  for (let left = reader.count(); left > 0; left -= 1) {
    yield { kind: 'label', name: reader.name() };
    skipRest(reader);
  }
}

/** An index, or a primitive type as a negative number. */
function skipValue(reader: ByteReader): void {
  reader.skipLeb128(5);
}

function skipOptional(reader: ByteReader): void {
  if (readFlag(reader)) skipValue(reader);
}

function skipCase(reader: ByteReader): void {
  skipOptional(reader);
  if (readFlag(reader)) reader.u32();
}
