import {
  readAliasNames,
  readComponentExports,
  readComponentImports,
  readCoreInstanceNames,
  readInstanceNames,
} from '../wasm-binary/component.ts';
import { readExportNames, readImports } from '../wasm-binary/core-module.ts';
import { MalformedBinary } from '../wasm-binary/malformed-binary.ts';
import {
  componentSection,
  moduleSection,
  sectionsOf,
  type BinaryKind,
  type Section,
} from '../wasm-binary/sections.ts';
import { nestedBinaries } from '../wasm-binary/walk.ts';
import type { Refuse } from './refusal.ts';

/**
 * The generated JavaScript holds names of the binary inside of string literals and unescaped, so a name could
 * end the literal and go on as code of the host. Nothing that could is let through: no quotes, no backslash, no
 * line ends, nothing beyond ASCII, no end of a comment.
 */
const permittedName = /^(?!.*\*\/)[A-Za-z0-9 $_:/@.#<>[\]\-+=*|!,;()&]*$/;
const maxNameLength = 512;
const maxNames = 200_000;
const maxBinaries = 200;

/**
 * Checks every name by which the parts of a binary are joined, in all that is nested in it.
 * @throws ForgeError EXTENSION_NAME_IN_BINARY_REFUSED, EXTENSION_TOO_LARGE; MalformedBinary
 */
export function checkNames(binary: Uint8Array, refuse: Refuse): void {
  let names = 0;
  let binaries = 0;
  for (const { kind, bytes } of nestedBinaries(binary)) {
    binaries += 1;
    if (binaries > maxBinaries) {
      throw refuse(
        'EXTENSION_TOO_LARGE',
        `The component holds more than ${maxBinaries} modules and components.`,
        'Build it from fewer parts.',
      );
    }
    for (const section of sectionsOf(bytes)) {
      for (const name of namesIn(kind, section)) {
        names += 1;
        if (names > maxNames) {
          throw refuse(
            'EXTENSION_TOO_LARGE',
            `The component holds more than ${maxNames} names.`,
            'Export only what the interface asks for.',
          );
        }
        checkName(name, refuse);
      }
    }
  }
}

function checkName(name: string, refuse: Refuse): void {
  if (name.length > maxNameLength) {
    throw refuse(
      'EXTENSION_NAME_IN_BINARY_REFUSED',
      `The component holds a name of ${name.length} characters, of which ${maxNameLength} are permitted: ${JSON.stringify(name.slice(0, 80))}….`,
      'Rename that import or export.',
    );
  }
  if (permittedName.test(name)) return;
  throw refuse(
    'EXTENSION_NAME_IN_BINARY_REFUSED',
    `The component holds a name with characters that are not permitted: ${JSON.stringify(name)}.`,
    'Rename that import or export to letters, digits and plain punctuation.',
  );
}

function* namesIn(kind: BinaryKind, { id, payload }: Section): Generator<string, void, undefined> {
  if (kind === 'module') {
    if (id === moduleSection.import) {
      for (const { module, name } of readImports(payload)) {
        yield module;
        yield name;
      }
    } else if (id === moduleSection.export) {
      yield* readExportNames(payload);
    }
    return;
  }
  switch (id) {
    case componentSection.coreInstance:
      yield* readCoreInstanceNames(payload);
      return;
    case componentSection.instance:
      yield* readInstanceNames(payload);
      return;
    case componentSection.alias:
      yield* readAliasNames(payload);
      return;
    case componentSection.import:
      for (const { name } of readComponentImports(payload)) yield name;
      return;
    case componentSection.export:
      for (const { name } of readComponentExports(payload)) yield name;
      return;
    default:
      if (id > componentSection.export)
        throw new MalformedBinary(`it holds a section of the unknown kind ${id}`);
  }
}
