import { statSync } from 'node:fs';
import { checkTypes } from '../build/check-types.ts';
import { shownPath } from '../build/problem-in-file.ts';
import type { Problem } from '../terminal/problem.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { AuthorFolder } from './author-folder.ts';
import { buildComponent, writeGenerated } from './build-component.ts';

export interface BuildOptions {
  /** A third smaller, but slower. */
  readonly small: boolean;
  readonly types: boolean;
}

export const defaultBuild: BuildOptions = { small: false, types: true };

export type FolderBuild =
  | {
      readonly kind: 'built' | 'unchanged';
      readonly file: string;
      /** Bytes. */
      readonly size: number;
      readonly tookMs: number;
    }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

/** Checks the types of an extension and builds its component, unless that was made of the same sources. */
export async function buildFolder(
  author: AuthorFolder,
  options: BuildOptions,
  terminal: Terminal,
): Promise<FolderBuild> {
  const { kind, name, entry, outFile } = author;
  const started = performance.now();
  try {
    // Types of the schema are written before they are checked; in Rust the compiler checks them.
    const unreadable = writeGenerated(author);
    if (unreadable.length > 0) return { kind: 'failed', problems: unreadable };
    if (options.types && kind !== 'rust') {
      terminal.step(`Checking the types of ${name}`);
      const problems = await checkTypes(entry, kind === 'sdk' ? '0.3.0' : '0.2.0');
      if (problems.length > 0) return { kind: 'failed', problems };
    }
    terminal.step(`Building ${name}.wasm`);
    const result = await buildComponent(author, options.small);
    if (result.kind === 'failed') return result;
    if (result.kind === 'kept') return { kind: 'failed', problems: [notOurs(outFile)] };
    const { size } = statSync(outFile);
    return { kind: result.kind, file: outFile, size, tookMs: performance.now() - started };
  } finally {
    terminal.done();
  }
}

function notOurs(file: string): Problem {
  return {
    code: 'BUILD_FAILED',
    message: `${shownPath(file)} was not built here, so it was left alone.`,
    remedy: 'Delete it to have it built.',
  };
}
