import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { problemsOfLook } from '../check/problems-of-look.ts';
import type { CommandContext } from '../context.ts';
import { schemaPage } from '../docs/schema-page.ts';
import { witPage } from '../docs/wit-page.ts';
import { exitCodes } from '../exit-codes.ts';
import { lookAt } from '../extension/look-at.ts';
import { projectFile } from '../project.ts';
import { readSettings } from '../read-settings.ts';
import { formatProblems } from '../terminal/problem.ts';

export interface DocsOptions {
  readonly config?: string;
}

export async function runDocs(
  context: CommandContext,
  path: string | undefined,
  options: DocsOptions,
): Promise<void> {
  const { terminal } = context;
  if (path === undefined) {
    terminal.result(interfacePages().join('\n\n'));
    return;
  }
  const look = await lookAt(resolve(context.cwd, path), readSettings(context, options.config), terminal);
  const problems = problemsOfLook(look, undefined);
  if (look.kind === 'looked' && problems.length === 0) {
    const { info, sdl } = look.described;
    terminal.result(schemaPage({ name: info.name, version: info.version, sdl }));
    return;
  }
  terminal.note(formatProblems(problems, terminal, 'note'));
  context.exit(exitCodes.problems.code);
}

/** One for each version, the latest first. */
function interfacePages(): readonly string[] {
  const folder = projectFile('wit');
  return readdirSync(folder)
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
    .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .flatMap((version) =>
      readdirSync(join(folder, version))
        .filter((name) => name.endsWith('.wit'))
        .map((name) => witPage(readFileSync(join(folder, version, name), 'utf8'))),
    );
}
