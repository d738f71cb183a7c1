import { readExtension, type ExtensionSubgraph, type ReadCandidate } from './candidate.ts';

export type ReadExtension = typeof readExtension;

interface Remembered {
  readonly extension: ExtensionSubgraph;
  readonly coreTypes: string;
  readonly read: ReadCandidate;
}

/**
 * Reads an SDL once, and not again when another's changes: reading takes this thread, which serves. What it
 * remembers is one SDL for each name.
 */
export function rememberingReader(): ReadExtension {
  const remembered = new Map<string, Remembered>();
  return (extension, coreTypes) => {
    const types = [...coreTypes].join(' ');
    const before = remembered.get(extension.name);
    if (
      before?.coreTypes === types &&
      before.extension.sdl === extension.sdl &&
      before.extension.url === extension.url &&
      before.extension.grants === extension.grants
    ) {
      return before.read;
    }
    const read = readExtension(extension, coreTypes);
    remembered.set(extension.name, { extension, coreTypes: types, read });
    return read;
  };
}
