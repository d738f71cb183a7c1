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

/** Reads what stands in the extensions folder, which is made when it is missing. @throws ForgeError FOLDER_UNUSABLE */
export function scanExtensions(folder: string): Scan {
  const extensions: FoundExtension[] = [];
  const refused: { fileName: string; error: WireError }[] = [];
  for (const fileName of entriesOf(folder).toSorted()) {
    if (!/\.wasm$/i.test(fileName) || fileName.startsWith('.')) continue;
    try {
      extensions.push({ name: extensionNameOfFile(fileName), file: join(folder, fileName) });
    } catch (error) {
      refused.push({ fileName, error: ForgeError.from(error, 'EXTENSION_NAME_INVALID').toWire() });
    }
  }
  return { extensions, refused };
}

function entriesOf(path: string): readonly string[] {
  const folder: NeededFolder = {
    path,
    what: 'The extensions folder',
    remedy: 'Make it a folder that this user may read, or name another by FORGE_EXTENSIONS_DIR.',
  };
  return useFolder(folder, () => {
    // Others may put files there.
    mkdirSync(path, { recursive: true });
    return readdirSync(path);
  });
}
