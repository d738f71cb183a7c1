import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { extensionNameOfFile, type ExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf, type WireError } from '@forgepoint/common/forge-error.ts';

export interface FoundExtension {
  readonly name: ExtensionName;
  /** Absolute path. */
  readonly file: string;
}

export interface Scan {
  /** By name. */
  readonly extensions: readonly FoundExtension[];
  /** Entries whose name gives no extension. */
  readonly refused: readonly { readonly name: string; readonly error: WireError }[];
}

/** Reads what stands in the extensions folder, which is made when it is missing. @throws ForgeError FOLDER_UNUSABLE */
export function scanExtensions(folder: string): Scan {
  const extensions: FoundExtension[] = [];
  const refused: { name: string; error: WireError }[] = [];
  for (const fileName of entriesOf(folder).toSorted()) {
    if (!fileName.endsWith('.wasm') || fileName.startsWith('.')) continue;
    try {
      extensions.push({ name: extensionNameOfFile(fileName), file: join(folder, fileName) });
    } catch (error) {
      const name = fileName.replace(/\.wasm$/, '');
      const { code, message } = ForgeError.from(error, 'EXTENSION_NAME_INVALID');
      refused.push({ name, error: { code, message, extension: name } });
    }
  }
  return { extensions, refused };
}

function entriesOf(folder: string): readonly string[] {
  try {
    mkdirSync(folder, { recursive: true });
    return readdirSync(folder);
  } catch (error) {
    throw new ForgeError(
      'FOLDER_UNUSABLE',
      `The extensions folder "${folder}" cannot be used: ${messageOf(error)}.`,
      {
        remedy: 'Let this user read it, or name another by FORGE_EXTENSIONS_DIR.',
        cause: error,
      },
    );
  }
}
