import { fileURLToPath } from 'node:url';

/** URL of a file of the project, by its path from the project's folder. */
export function projectUrl(path: string): URL {
  return new URL(`../${path}`, import.meta.url);
}

/** Absolute path of a file of the project. */
export function projectFile(path: string): string {
  return fileURLToPath(projectUrl(path));
}
