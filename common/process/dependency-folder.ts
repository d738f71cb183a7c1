import { sep } from 'node:path';

const modules = `${sep}node_modules${sep}`;

/**
 * The folder that the packages are in which a program imports.
 * @param root absolute path of the folder that the program's own packages are in, with a separator at its end: the project,
 * or a package that is installed somewhere
 */
export function dependencyFolder(root: string): string {
  const at = root.lastIndexOf(modules);
  return at === -1 ? `${root}node_modules` : root.slice(0, at + modules.length - 1);
}
