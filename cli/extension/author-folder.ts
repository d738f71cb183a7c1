import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  extensionNameFrom,
  extensionNameOfFolder,
  type ExtensionName,
} from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';

/** How an extension is written: in TypeScript with the SDK, in TypeScript for interface 0.2.0 as it is, or in Rust. */
export type AuthorKind = 'sdk' | 'plain' | 'rust';

/** Where an author writes an extension, and where what is made of it stands; absolute paths. */
export interface AuthorFolder {
  readonly kind: AuthorKind;
  readonly folder: string;
  readonly name: ExtensionName;
  /** `extension.ts`; in Rust `Cargo.toml`. */
  readonly entry: string;
  /** `manifest.json`, which needn't be there. */
  readonly manifest: string;
  /** `dist/<name>.wasm` in it. */
  readonly outFile: string;
  /** Remembers what the component was built from. */
  readonly recordFile: string;
}

const entryName = 'extension.ts';
const sdkPackage = '@forgepoint/sdk';

/**
 * An extension with the SDK is named after its package.json, one in Rust after its Cargo.toml, any other after its folder.
 * @param path of the folder, from `cwd`
 * @throws ForgeError COMMAND_INVALID when there is no extension in it, EXTENSION_NAME_INVALID when its name is none
 */
export function authorFolder(path: string, cwd: string): AuthorFolder {
  const folder = resolve(cwd, path);
  const kind = kindOf(folder);
  const name = nameOf(folder, kind);
  return {
    kind,
    folder,
    name,
    entry: join(folder, kind === 'rust' ? 'Cargo.toml' : entryName),
    manifest: join(folder, 'manifest.json'),
    outFile: join(folder, 'dist', `${name}.wasm`),
    recordFile: join(folder, '.forge', 'build', `${name}.json`),
  };
}

function kindOf(folder: string): AuthorKind {
  if (existsSync(join(folder, 'Cargo.toml'))) return 'rust';
  const entry = join(folder, entryName);
  if (!existsSync(entry)) {
    throw new ForgeError(
      'COMMAND_INVALID',
      `There is no extension in "${folder}": it has neither ${entryName} nor Cargo.toml.`,
      { remedy: 'Name the folder of one, or begin one by "forge new <name>".' },
    );
  }
  const { dependencies = {}, devDependencies = {} } = packageIn(folder);
  const usesSdk = sdkPackage in dependencies || sdkPackage in devDependencies;
  return usesSdk || readFileSync(entry, 'utf8').includes(`from '${sdkPackage}'`) ? 'sdk' : 'plain';
}

function nameOf(folder: string, kind: AuthorKind): ExtensionName {
  const place = kind === 'rust' ? 'Cargo.toml' : 'package.json';
  const named = kind === 'rust' ? crateName(folder) : kind === 'sdk' ? packageIn(folder).name : undefined;
  if (named === undefined) return extensionNameOfFolder(basename(folder));
  return extensionNameFrom(named.replace(/^@[^/]+\//, ''), {
    what: `The name "${named}" in ${place}`,
    remedy: (suggestion) =>
      suggestion === undefined
        ? `Write another there.`
        : `Write there: ${kind === 'rust' ? `name = "${suggestion}"` : `"name": "${suggestion}"`}.`,
  });
}

interface PackageJson {
  readonly name?: string;
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

/** @throws ForgeError COMMAND_INVALID when it is no JSON */
function packageIn(folder: string): PackageJson {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
  } catch (error) {
    throw new ForgeError('COMMAND_INVALID', `The file "${file}" is not JSON: ${messageOf(error)}.`, {
      remedy: 'Correct it.',
    });
  }
}

/** The first name in a Cargo.toml is that of the package. */
export function crateName(folder: string): string | undefined {
  return /^name\s*=\s*"([^"]+)"/m.exec(readFileSync(join(folder, 'Cargo.toml'), 'utf8'))?.[1];
}
