import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem } from '../terminal/problem.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { authorFolder, type AuthorFolder } from './author-folder.ts';
import { buildFolder, defaultBuild } from './build-folder.ts';

export type ComponentAt =
  | {
      readonly kind: 'found';
      /** Absolute path of the component. */
      readonly file: string;
      /** Of its sources, when a folder was named. */
      readonly author: AuthorFolder | undefined;
    }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

/**
 * The component that a path names: a file, or the folder of an extension, which is built.
 * @throws ForgeError COMMAND_INVALID or EXTENSION_NAME_INVALID when the folder is none of an extension
 */
export async function componentAt(
  path: string,
  types: boolean,
  { cwd, terminal }: { readonly cwd: string; readonly terminal: Terminal },
): Promise<ComponentAt> {
  const file = resolve(cwd, path);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { kind: 'found', file, author: undefined };
  }
  const author = authorFolder(path, cwd);
  const build = await buildFolder(author, { ...defaultBuild, types }, terminal);
  return build.kind === 'failed' ? build : { kind: 'found', file: build.file, author };
}
