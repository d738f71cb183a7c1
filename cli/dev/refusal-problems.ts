import type { FromDevHost } from '@forgepoint/common/process/dev-messages.ts';
import { placeInSdl } from '../check/problems-of-look.ts';
import { findInSources } from '../check/sdl-in-sources.ts';
import { problemOfError, type Problem } from '../terminal/problem.ts';

export interface Refusal extends Pick<Extract<FromDevHost, { type: 'refused' }>, 'error' | 'schema'> {
  readonly extension: string;
  /** Absolute paths of the sources. */
  readonly files: readonly string[];
  /** Lines of what the extension threw meanwhile; empty when it threw nothing. */
  readonly thrown: readonly string[];
  /** Absolute path of the folder that the database is in. */
  readonly dataDir: string;
}

/** What keeps saved sources from being served, as their author is told. */
export function refusalProblems({
  extension,
  error,
  schema,
  files,
  thrown,
  dataDir,
}: Refusal): readonly Problem[] {
  if (schema === null) {
    const problem = problemOfError(error);
    const remedy = error.code.startsWith('EXTENSION_MIGRATION_')
      ? `${problem.remedy ?? ''} While nobody else has its data, you can throw it away: delete "${dataDir}", or run forge dev --in-memory.`.trim()
      : problem.remedy;
    return [{ ...problem, remedy, ...(thrown.length === 0 ? {} : { said: thrown }) }];
  }
  const find = findInSources(files);
  return schema.problems.map(({ message, remedy, line, column = 1 }) => ({
    code: error.code,
    message,
    remedy,
    extension,
    ...(line === undefined ? {} : { place: placeInSdl(schema.sdl, line, column, find) }),
  }));
}
