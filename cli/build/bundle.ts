import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { rolldown, type OutputChunk } from 'rolldown';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { Problem } from '../terminal/problem.ts';
import { problemInFile } from './problem-in-file.ts';
import { remedies, remedyForImport } from './remedies.ts';
import type { InterfaceVersion } from './toolchain.ts';

/** The JavaScript that a guest runs, in one file. */
export interface Bundle {
  readonly code: string;
  /** Source map, as JSON text with absolute paths. */
  readonly map: string;
  /** Absolute paths of the files that went into it. */
  readonly files: readonly string[];
}

export type Bundled =
  | { readonly kind: 'bundled'; readonly bundle: Bundle }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[]; readonly files: readonly string[] };

/** The name by which the host finds what a guest exports. */
const exportedName = 'extensionApi';

export interface BundleOptions {
  /** `cjs`: a function body, for a guest that evaluates it. */
  readonly format: 'esm' | 'cjs';
  readonly interfaceVersion: InterfaceVersion;
}

/** Bundles a guest's TypeScript; the interfaces of the host stay imports. @param entry absolute path */
export async function bundle(entry: string, { format, interfaceVersion }: BundleOptions): Promise<Bundled> {
  const seen: string[] = [];
  const unresolved: BundlerLog[] = [];
  try {
    await using build = await rolldown({
      input: entry,
      platform: 'neutral',
      tsconfig: false,
      external: /^(?:forge|wasi):/,
      resolve: { mainFields: ['module', 'main'] },
      // What leads nowhere it would leave to the host, which has no modules.
      onLog: (_level, log) => {
        if (log.code === 'UNRESOLVED_IMPORT') unresolved.push(log);
      },
      plugins: [{ name: 'remember-files', moduleParsed: ({ id }) => void seen.push(id) }],
    });
    const { output } = await build.generate({
      format,
      codeSplitting: false,
      sourcemap: true,
      sourcemapPathTransform: (source, file) => resolve(dirname(file), source),
    });
    const [chunk] = output;
    if (unresolved.length > 0) return failed(unresolved.map(toProblem), [entry, ...seen.filter(isFile)]);
    if (!chunk.exports.includes(exportedName)) {
      return failed([notExported(entry, interfaceVersion)], [entry, ...seen.filter(isFile)]);
    }
    return {
      kind: 'bundled',
      bundle: { code: chunk.code, map: mapOf(chunk), files: chunk.moduleIds.filter(isFile) },
    };
  } catch (error) {
    return failed(problemsOf(error), [entry, ...seen.filter(isFile), ...missingIn(error)]);
  }
}

/** The bundler's own modules have names that are no paths. */
function isFile(id: string): boolean {
  return isAbsolute(id);
}

function mapOf({ map }: OutputChunk): string {
  return map === null ? '{}' : map.toString();
}

function failed(problems: readonly Problem[], files: readonly string[]): Bundled {
  return { kind: 'failed', problems, files };
}

function notExported(entry: string, interfaceVersion: InterfaceVersion): Problem {
  return problemInFile({
    code: 'BUILD_FAILED',
    message: `The entry does not export "${exportedName}".`,
    remedy: remedies[interfaceVersion].notExported,
    file: entry,
    line: 1,
    column: 1,
  });
}

interface BundlerLog {
  readonly code?: string;
  readonly message: string;
  readonly id?: string;
  /** Of an import that leads nowhere: how it is written. */
  readonly exporter?: string;
  readonly loc?: { readonly line: number; readonly column: number; readonly file?: string };
}

/** Files that are imported and not there: as soon as they are, it is worth another try. */
function missingIn(error: unknown): readonly string[] {
  const { errors = [] } = error as { errors?: readonly BundlerLog[] };
  return errors.flatMap(({ id, exporter }) =>
    id !== undefined && exporter?.startsWith('.') === true ? [resolve(dirname(id), exporter)] : [],
  );
}

/** What the bundler throws has the single problems in it. */
function problemsOf(error: unknown): readonly Problem[] {
  const { errors } = error as { errors?: readonly BundlerLog[] };
  if (!Array.isArray(errors)) throw error;
  return (errors as readonly BundlerLog[]).map(toProblem);
}

/** Its text is drawn for a terminal. */
function toProblem({ code = 'BUILD_FAILED', message, id, loc, exporter }: BundlerLog): Problem {
  const [first = ''] = stripVTControlCharacters(message).split('\n');
  const sentence = first.replace(/^\[\w+\] /, '').replace(/\.?$/, '.');
  const file = loc?.file ?? id;
  const remedy =
    code === 'UNRESOLVED_IMPORT' && exporter !== undefined ? remedyForImport(exporter) : undefined;
  if (file === undefined || loc === undefined) return { code, message: sentence, remedy };
  return problemInFile({
    code,
    message: sentence.replaceAll(relative(process.cwd(), file), file),
    ...(remedy === undefined ? {} : { remedy }),
    file,
    line: loc.line,
    column: loc.column + 1,
  });
}

/** For an error that came without a place. */
export function unplaced(error: unknown): Problem {
  return { code: 'BUILD_FAILED', message: `${messageOf(error).trim().replace(/\.$/, '')}.` };
}
