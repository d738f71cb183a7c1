import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readInputs } from '../build/build-inputs.ts';
import { checkExtensions, type Checked } from '../check/check-extensions.ts';
import { findInSources } from '../check/sdl-in-sources.ts';
import { coreAlone, surroundingsAt, type Surroundings } from '../check/surroundings.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { authorFolder } from '../extension/author-folder.ts';
import { buildFolder, defaultBuild } from '../extension/build-folder.ts';
import { readSettings } from '../read-settings.ts';
import { formatProblems, type Problem } from '../terminal/problem.ts';

export interface CheckOptions {
  readonly against?: string;
  readonly config?: string;
  readonly types: boolean;
  readonly json?: true;
}

export async function runCheck(
  context: CommandContext,
  paths: readonly string[],
  { against, config: configFile, types, json }: CheckOptions,
): Promise<void> {
  const { terminal, cwd, environment } = context;
  const config = readSettings(context, configFile);
  const checked: Checked[] = [];
  const problems: Problem[] = [];
  for (const path of paths) {
    const found = await componentAt(path, types, context);
    if ('problems' in found) problems.push(...found.problems);
    else checked.push(found);
  }
  const surroundings: Surroundings =
    against === undefined
      ? coreAlone
      : await surroundingsAt({
          against,
          cwd,
          config,
          terminal,
          apiToken: environment['FORGE_API_TOKEN'],
        });
  const result = await checkExtensions(checked, surroundings, config, terminal);
  problems.push(...result.problems);
  if (result.aside.length > 0) {
    terminal.note('Left aside, as a gateway does:');
    terminal.note(formatProblems(result.aside, terminal, 'note'));
  }
  if (json === true) terminal.json({ problems, aside: result.aside });
  else if (problems.length === 0) terminal.result(goodNews(checked.length, surroundings));
  else terminal.result(formatProblems(problems, terminal, 'result'));
  if (problems.length > 0) context.exit(exitCodes.problems.code);
}

async function componentAt(
  path: string,
  types: boolean,
  { cwd, terminal }: CommandContext,
): Promise<Checked | { readonly problems: readonly Problem[] }> {
  const file = resolve(cwd, path);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) return { file, find: undefined };
  const author = authorFolder(path, cwd);
  const build = await buildFolder(author, { ...defaultBuild, types }, terminal);
  if (build.kind === 'failed') return { problems: build.problems };
  return { file: build.file, find: findInSources(readInputs(author.recordFile) ?? []) };
}

function goodNews(count: number, { extensions }: Surroundings): string {
  const what = count === 1 ? 'The extension' : `All ${count} extensions`;
  const others = extensions.length === 0 ? 'the core' : `the core and ${extensions.length} more`;
  return `${what} can be served, composed with ${others}.`;
}
