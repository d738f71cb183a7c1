import { SourceError } from '../../sdk/types/source-error.ts';
import { writeSchemaModule } from '../../sdk/types/write-module.ts';
import { buildGuest, type GuestBuildResult } from '../build/build-guest.ts';
import { problemInFile } from '../build/problem-in-file.ts';
import { projectFile } from '../project.ts';
import type { Problem } from '../terminal/problem.ts';
import type { AuthorFolder } from './author-folder.ts';

/** World of the SDK, which adds a source of random numbers to that of the interface. */
export const sdkWit: string = projectFile('sdk/wit');

/** Where the source map of a component's JavaScript stands. */
export function mapFileOf(outFile: string): string {
  return `${outFile}.map`;
}

/**
 * Builds the component of an extension, however that is written, unless it was made of the same sources.
 * @param small a third smaller, but slower; not in Rust
 */
export async function buildComponent(author: AuthorFolder, small: boolean): Promise<GuestBuildResult> {
  const { kind, folder, entry, manifest, outFile, recordFile } = author;
  if (kind === 'rust') {
    const { buildRust } = await import('../build/build-rust.ts');
    return buildRust({ crate: folder, manifest, outFile });
  }
  const problems = writeGenerated(author);
  if (problems.length > 0) return { kind: 'failed', problems };
  return buildGuest({
    entry,
    manifest,
    outFile,
    recordFile,
    mapFile: mapFileOf(outFile),
    optSize: small,
    ...(kind === 'sdk' ? ({ interfaceVersion: '0.3.0', witFolder: sdkWit } as const) : {}),
  });
}

/** Writes what the sources import that is made of others: `schema.generated.ts`, with the SDK. */
export function writeGenerated({ kind, folder }: AuthorFolder): readonly Problem[] {
  if (kind !== 'sdk') return [];
  try {
    writeSchemaModule(folder);
    return [];
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const { file, line, column, reason: message } = error;
    const code = file.endsWith('.graphql') ? 'EXTENSION_SCHEMA_INVALID' : 'BUILD_FAILED';
    return [problemInFile({ code, message, file, line, column })];
  }
}
