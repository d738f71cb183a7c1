import { checkExtensions, type Checked } from '../check/check-extensions.ts';
import { findInSourcesOf } from '../check/sdl-in-sources.ts';
import { coreAlone, surroundingsAt, type Surroundings } from '../check/surroundings.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { componentAt } from '../extension/component-at.ts';
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
    if (found.kind === 'failed') problems.push(...found.problems);
    else checked.push({ file: found.file, find: findInSourcesOf(found.author) });
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

function goodNews(count: number, { extensions }: Surroundings): string {
  const what = count === 1 ? 'The extension' : `All ${count} extensions`;
  const others = extensions.length === 0 ? 'the core' : `the core and ${extensions.length} more`;
  return `${what} can be served, composed with ${others}.`;
}
