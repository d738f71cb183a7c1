import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { execa } from 'execa';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { projectFile } from '../project.ts';
import type { Problem } from '../terminal/problem.ts';
import { problemInFile } from './problem-in-file.ts';
import type { InterfaceVersion } from './toolchain.ts';

const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

const defaultOptions =
  '--module nodenext --target esnext --lib esnext --strict --noEmit --allowImportingTsExtensions --skipLibCheck'.split(
    ' ',
  );

/**
 * Type-checks an extension by its own tsconfig.json, or strictly when it has none.
 * @param entry absolute path
 * @param signal ends it, with nothing found
 * @returns what the compiler finds, in its order
 * @throws ForgeError BUILD_FAILED when it can't be run
 */
export async function checkTypes(
  entry: string,
  interfaceVersion: InterfaceVersion,
  signal?: AbortSignal,
): Promise<readonly Problem[]> {
  const folder = dirname(entry);
  const config = join(folder, 'tsconfig.json');
  return existsSync(config)
    ? checkProject(config, signal)
    : compile(
        [...defaultOptions, '--types', '', '--ignoreConfig', entry, guestTypes(interfaceVersion)],
        folder,
        signal,
      );
}

/** Type-checks what a tsconfig.json is of. @param config its absolute path */
export function checkProject(config: string, signal?: AbortSignal): Promise<readonly Problem[]> {
  return compile(['--project', config, '--noEmit'], dirname(config), signal);
}

async function compile(
  what: readonly string[],
  folder: string,
  signal: AbortSignal | undefined,
): Promise<readonly Problem[]> {
  const { stdout, stderr, exitCode, isCanceled } = await execa(
    process.execPath,
    [compiler, '--pretty', 'false', ...what],
    {
      cwd: folder,
      stdin: 'ignore',
      reject: false,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    },
  );
  if (isCanceled) return [];
  const problems = problemsIn(stdout, folder);
  if (exitCode === 0 || problems.length > 0) return problems;
  throw new ForgeError(
    'BUILD_FAILED',
    `The type checker ended with the code ${exitCode}: ${stdout}${stderr}`,
    {
      remedy: 'Correct the tsconfig.json of the extension, or leave it out.',
    },
  );
}

/** Types of the host's interfaces, for a folder that has no tsconfig.json to name them. */
function guestTypes(version: InterfaceVersion): string {
  return projectFile(`wit/types/${version}/guest.generated.d.ts`);
}

const diagnostic = /^(?<file>.+)\((?<line>\d+),(?<column>\d+)\): error (?<code>TS\d+): (?<message>.*)$/;
const withoutPlace = /^error (?<code>TS\d+): (?<message>.*)$/;

/** Lines that are indented go on with the message before them. */
function problemsIn(output: string, folder: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (const text of output.split('\n')) {
    const placed = diagnostic.exec(text)?.groups;
    const bare = withoutPlace.exec(text)?.groups;
    if (placed !== undefined) {
      const { file = '', line, column, code = '', message = '' } = placed;
      problems.push(
        problemInFile({
          code,
          message,
          file: resolve(folder, file),
          line: Number(line),
          column: Number(column),
        }),
      );
    } else if (bare !== undefined) {
      problems.push({ code: bare['code'] ?? '', message: bare['message'] ?? '' });
    } else if (/^\s+\S/.test(text)) {
      const last = problems.pop();
      if (last !== undefined) problems.push({ ...last, message: `${last.message} ${text.trim()}` });
    }
  }
  return problems;
}
