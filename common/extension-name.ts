import type { Brand } from './brand.ts';
import { ForgeError } from './forge-error.ts';

/** Name of an extension: `/^[a-z][a-z0-9-]{0,62}$/`, not reserved. Also its subgraph's name. */
export type ExtensionName = Brand<string, 'ExtensionName'>;

/** Name of a subgraph: `core` or that of an extension. */
export type SubgraphName = ExtensionName | typeof coreSubgraph;

export const coreSubgraph = 'core';

const pattern = /^[a-z][a-z0-9-]{0,62}$/;
const reserved: ReadonlySet<string> = new Set([
  coreSubgraph,
  'gateway',
  'forge',
  'forgepoint',
  'internal',
  'host',
]);

/**
 * The extension's name that a file name `<name>.wasm` gives.
 * @throws ForgeError EXTENSION_NAME_INVALID with the rename to make
 */
export function extensionNameOfFile(fileName: string): ExtensionName {
  const stem = fileName.replace(/\.wasm$/i, '');
  if (fileName === `${stem}.wasm` && isExtensionName(stem)) return stem;
  throw new ForgeError(
    'EXTENSION_NAME_INVALID',
    `The file "${fileName}" has no valid extension name. ${whyInvalid(stem, '; then ".wasm"')}`,
    { extension: stem, remedy: renameTo(fileName, '.wasm', suggestName(stem)) },
  );
}

export function isExtensionName(text: string): text is ExtensionName {
  return pattern.test(text) && !reserved.has(text);
}

export interface NamePlace {
  /** Where the name stands, such as `The folder "My Issues"`. */
  readonly what: string;
  /** What to do, with a name that would be good; `undefined`: none comes to mind. */
  readonly remedy: (suggestion: ExtensionName | undefined) => string;
}

/** @throws ForgeError EXTENSION_NAME_INVALID */
export function parseExtensionName(text: string): ExtensionName {
  if (isExtensionName(text)) return text;
  return extensionNameOfFile(`${text}.wasm`);
}

/** @throws ForgeError EXTENSION_NAME_INVALID with what is to do where the name stands */
export function extensionNameFrom(text: string, { what, remedy }: NamePlace): ExtensionName {
  if (isExtensionName(text)) return text;
  throw new ForgeError(
    'EXTENSION_NAME_INVALID',
    `${what} gives no valid extension name. ${whyInvalid(text, '')}`,
    { extension: text, remedy: remedy(suggestName(text)) },
  );
}

/** @throws ForgeError EXTENSION_NAME_INVALID with the rename to make */
export function extensionNameOfFolder(folderName: string): ExtensionName {
  return extensionNameFrom(folderName, {
    what: `The folder "${folderName}"`,
    remedy: (suggestion) => renameTo(folderName, '', suggestion),
  });
}

function whyInvalid(text: string, ending: string): string {
  return reserved.has(text)
    ? `"${text}" is reserved.`
    : `A name is 1 to 63 characters: a lower-case letter, then lower-case letters, digits and hyphens${ending}.`;
}

/** A command to be copied, unless the name holds what a shell would take for something else. */
function renameTo(fileName: string, ending: string, suggestion: ExtensionName | undefined): string {
  if (suggestion === undefined) return `Rename the ${ending === '' ? 'folder' : 'file'}.`;
  const plain = /^[A-Za-z0-9._][A-Za-z0-9._ -]*$/.test(fileName);
  return plain
    ? `Rename it: mv "${fileName}" "${suggestion}${ending}".`
    : `Rename it to "${suggestion}${ending}".`;
}

/** Cargo's `forgepoint_extension_issues` becomes `issues`. */
function suggestName(stem: string): ExtensionName | undefined {
  const name = stem
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^(?:forgepoint-)?extension-/, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  if (isExtensionName(name)) return name;
  const suffixed = `${name}-extension`;
  return isExtensionName(suffixed) ? suffixed : undefined;
}
