import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { extensionNameOfFile, type ExtensionName } from '@forgepoint/common/extension-name.ts';
import { useFolder, type NeededFolder } from '@forgepoint/common/folder.ts';
import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';

export interface FoundExtension {
  readonly name: ExtensionName;
  /** Absolute path. */
  readonly file: string;
}

export interface Scan {
  /** By name. */
  readonly extensions: readonly FoundExtension[];
  /** Entries whose name gives no extension. */
  readonly refused: readonly { readonly fileName: string; readonly error: WireError }[];
}

/** Makes the extensions folder when it is missing. @throws ForgeError FOLDER_UNUSABLE */
export function makeExtensionsFolder(path: string): void {
  // Others may put files there.
  useFolder(extensionsFolder(path), () => mkdirSync(path, { recursive: true }));
}

/** Reads what stands in the extensions folder. @throws ForgeError FOLDER_UNUSABLE */
export function scanExtensions(folder: string): Scan {
  const extensions: FoundExtension[] = [];
  const refused: { fileName: string; error: WireError }[] = [];
  const entries = useFolder(extensionsFolder(folder), () => readdirSync(folder));
  for (const fileName of entries.toSorted()) {
    if (!/\.wasm$/i.test(fileName) || fileName.startsWith('.')) continue;
    try {
      extensions.push({ name: extensionNameOfFile(fileName), file: join(folder, fileName) });
    } catch (error) {
      refused.push({ fileName, error: ForgeError.from(error, 'EXTENSION_NAME_INVALID').toWire() });
    }
  }
  return { extensions, refused };
}

function extensionsFolder(path: string): NeededFolder {
  return {
    path,
    what: 'The extensions folder',
    remedy: 'Make it a folder that this user may read, or name another by FORGE_EXTENSIONS_DIR.',
  };
}
