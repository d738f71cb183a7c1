import { ByteWriter } from '../wasm-binary/byte-writer.ts';
import { readFlag, readSort, skipExportDescription } from '../wasm-binary/component.ts';
import { readImportDescription } from '../wasm-binary/core-module.ts';
import { MalformedBinary } from '../wasm-binary/malformed-binary.ts';
import { componentSection, moduleSection, sectionsOf, type Section } from '../wasm-binary/sections.ts';
import { Transcript } from '../wasm-binary/transcript.ts';
import { maxNesting } from '../wasm-binary/walk.ts';
import { encodeBinary } from '../wasm-binary/write-sections.ts';

/**
 * A component in which every name that joins core modules is one of ours: `n0`, `n1`, … in the order of their first
 * appearance. Equal names stay equal and different ones different, so what is joined stays the same; but the
 * transpiler, which puts them into the glue, sees no text of the guest's. What the component exports beyond the
 * interface, which nobody calls, becomes `unused-0`, `unused-1`, ….
 * @throws MalformedBinary
 */
export function withCanonicalNames(component: Uint8Array): Uint8Array {
  const rename = canonicalBy('n');
  const unused = canonicalBy('unused-');
  const renamed: Section[] = [];
  for (const section of sectionsOf(component)) {
    const { id, payload } = section;
    const isExport = id === componentSection.export;
    renamed.push({
      id,
      payload: isExport
        ? renameInVector(payload, unused, renameUnusedExport)
        : renameInSection(section, 0, rename),
    });
  }
  return encodeBinary(component, renamed);
}

function canonicalBy(prefix: string): Rename {
  const names = new Map<string, string>();
  return (name) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const canonical = `${prefix}${names.size}`;
    names.set(name, canonical);
    return canonical;
  };
}

type Rename = (name: string) => string;

function renameIn(component: Uint8Array, depth: number, rename: Rename): Uint8Array {
  if (depth > maxNesting) throw new MalformedBinary(`it nests components deeper than ${maxNesting} levels`);
  const renamed: Section[] = [];
  for (const section of sectionsOf(component)) {
    renamed.push({ id: section.id, payload: renameInSection(section, depth, rename) });
  }
  return encodeBinary(component, renamed);
}

function renameInSection({ id, payload }: Section, depth: number, rename: Rename): Uint8Array {
  switch (id) {
    case componentSection.coreModule:
      return renameInModule(payload, rename);
    case componentSection.component:
      return renameIn(payload, depth + 1, rename);
    case componentSection.coreInstance:
      return renameInVector(payload, rename, renameInCoreInstance);
    case componentSection.alias:
      return renameInVector(payload, rename, renameInAlias);
    case componentSection.coreType:
      throw new MalformedBinary('it holds types of core modules');
    default:
      return payload;
  }
}

function renameInModule(module: Uint8Array, rename: Rename): Uint8Array {
  const renamed: Section[] = [];
  for (const section of sectionsOf(module)) {
    const { id, payload } = section;
    if (id === moduleSection.import)
      renamed.push({ id, payload: renameInVector(payload, rename, renameInImport) });
    else if (id === moduleSection.export)
      renamed.push({ id, payload: renameInVector(payload, rename, renameInExport) });
    else renamed.push(section);
  }
  return encodeBinary(module, renamed);
}

type RenameElement = (copy: Transcript, rename: Rename) => void;

function renameInVector(vector: Uint8Array, rename: Rename, renameElement: RenameElement): Uint8Array {
  const copy = new Transcript(vector, new ByteWriter());
  for (let left = copy.reader.count(); left > 0; left -= 1) renameElement(copy, rename);
  copy.finish();
  return copy.writer.view();
}

function renameNext(copy: Transcript, rename: Rename): void {
  copy.copyTo(copy.reader.offset);
  copy.writer.name(rename(copy.reader.name()));
  copy.leaveOut();
}

function renameInImport(copy: Transcript, rename: Rename): void {
  renameNext(copy, rename);
  renameNext(copy, rename);
  readImportDescription(copy.reader);
}

function renameInExport(copy: Transcript, rename: Rename): void {
  renameNext(copy, rename);
  copy.reader.u8();
  copy.reader.u32();
}

/** Of a module, or put together from exports: both list names. */
function renameInCoreInstance(copy: Transcript, rename: Rename): void {
  const { reader } = copy;
  const inline = readFlag(reader);
  if (!inline) reader.u32();
  for (let left = reader.count(); left > 0; left -= 1) {
    renameNext(copy, rename);
    reader.u8();
    reader.u32();
  }
}

/** Interfaces have been checked, and are asked for by their names. */
function renameUnusedExport(copy: Transcript, rename: Rename): void {
  const { reader, writer } = copy;
  reader.u8();
  copy.copyTo(reader.offset);
  const name = reader.name();
  if (name.includes('/')) {
    copy.copyTo(reader.offset);
  } else {
    writer.name(rename(name));
    copy.leaveOut();
  }
  skipExportDescription(reader);
}

const aliasTarget = { componentExport: 0, coreExport: 1, outer: 2 } as const;

function renameInAlias(copy: Transcript, rename: Rename): void {
  const { reader } = copy;
  readSort(reader);
  const target = reader.u8();
  reader.u32();
  if (target === aliasTarget.coreExport) renameNext(copy, rename);
  else if (target === aliasTarget.componentExport) reader.name();
  else if (target === aliasTarget.outer) reader.u32();
  else throw new MalformedBinary(`it holds an alias of the unknown kind ${target}`);
}
