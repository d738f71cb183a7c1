import {
  readAliasNames,
  readComponentExports,
  readComponentImports,
  readCoreInstanceNames,
  readInstanceNames,
} from '../wasm-binary/component.ts';
import { readTypeNames } from '../wasm-binary/component-types.ts';
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
 * The transpiler puts names of a binary into string literals of the generated JavaScript, unescaped, so a name could
 * end the literal and go on as code of the host. Nothing that could is let through: no quotes, no backslash, no
 * line ends, nothing beyond ASCII, no end of a comment. The second wall stands in canonical-names.ts.
 */
const permittedName = /^(?!.*\*\/)[A-Za-z0-9 $_:/@.#<>[\]\-+=*|!,;()&]*$/;
const maxNameLength = 512;
/** Of fields, cases and parameters: words joined by hyphens. */
const permittedLabel = /^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$/;
/**
 * A function of that name would be found on every object or class of JavaScript, such as `constructor`, whether
 * the host offers it or not. Lower case, without hyphens.
 */
const inherited: ReadonlySet<string> = new Set(
  [...Object.getOwnPropertyNames(Function.prototype), ...Object.getOwnPropertyNames(Object.prototype)].map(
    (name) => name.toLowerCase(),
  ),
);
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
      for (const { name, rule } of namesIn(kind, section)) {
        names += 1;
        if (names > maxNames) {
          throw refuse(
            'EXTENSION_TOO_LARGE',
            `The component holds more than ${maxNames} names.`,
            'Export only what the interface asks for.',
          );
        }
        checkName(name, rule, refuse);
      }
    }
  }
}

type Rule = 'any' | 'label' | 'function';

interface GatedName {
  readonly name: string;
  readonly rule: Rule;
}

function checkName(name: string, rule: Rule, refuse: Refuse): void {
  if (name.length > maxNameLength) {
    throw refuse(
      'EXTENSION_NAME_IN_BINARY_REFUSED',
      `The component holds a name of ${name.length} characters, of which ${maxNameLength} are permitted: ${JSON.stringify(name.slice(0, 80))}….`,
      'Rename that import or export.',
    );
  }
  if (!(rule === 'label' ? permittedLabel : permittedName).test(name)) {
    throw refuse(
      'EXTENSION_NAME_IN_BINARY_REFUSED',
      `The component holds a name with characters that are not permitted: ${JSON.stringify(name)}.`,
      'Rename that import or export to letters, digits and plain punctuation.',
    );
  }
  if (rule === 'function' && inherited.has(lastWords(name))) {
    throw refuse(
      'EXTENSION_NAME_IN_BINARY_REFUSED',
      `The component holds a function of the name ${JSON.stringify(name)}, which every object of JavaScript has.`,
      'Call it something else.',
    );
  }
}

/** Of `[method]resource.function-name`, or of `function-name`. */
function lastWords(name: string): string {
  return name
    .slice(name.lastIndexOf('.') + 1)
    .replaceAll('-', '')
    .toLowerCase();
}

function* namesIn(kind: BinaryKind, section: Section): Generator<GatedName, void, undefined> {
  if (kind === 'component' && section.id === componentSection.type) {
    for (const named of readTypeNames(section.payload)) {
      if (named.kind === 'label') yield { name: named.name, rule: 'label' };
      else yield { name: named.name, rule: named.of === 'function' ? 'function' : 'any' };
    }
    return;
  }
  const names = kind === 'module' ? moduleNames(section) : componentNames(section);
  for (const name of names) yield { name, rule: 'any' };
}

function* moduleNames({ id, payload }: Section): Generator<string, void, undefined> {
  if (id === moduleSection.export) yield* readExportNames(payload);
  if (id !== moduleSection.import) return;
  for (const { module, name } of readImports(payload)) {
    yield module;
    yield name;
  }
}

function* componentNames({ id, payload }: Section): Generator<string, void, undefined> {
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
