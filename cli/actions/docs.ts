import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOfLook } from '../check/problems-of-look.ts';
import { findInSourcesOf } from '../check/sdl-in-sources.ts';
import type { CommandContext } from '../context.ts';
import { schemaPage } from '../docs/schema-page.ts';
import { witPage } from '../docs/wit-page.ts';
import { exitCodes } from '../exit-codes.ts';
import { componentAt } from '../extension/component-at.ts';
import { lookAt } from '../extension/look-at.ts';
import { projectFile } from '../project.ts';
import { readSettings } from '../read-settings.ts';
import { formatProblems, type Problem } from '../terminal/problem.ts';

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
  const page = await pageOf(path, options, context);
  if (typeof page === 'string') {
    terminal.result(page);
    return;
  }
  terminal.note(formatProblems(page, terminal, 'note'));
  context.exit(exitCodes.problems.code);
}

/** @returns what is wrong with the extension when it has no schema to write about */
async function pageOf(
  path: string,
  options: DocsOptions,
  context: CommandContext,
): Promise<string | readonly Problem[]> {
  const at = await componentAt(path, true, context);
  if (at.kind === 'failed') return at.problems;
  const look = await lookAt(at.file, readSettings(context, options.config), context.terminal);
  const problems = problemsOfLook(look, findInSourcesOf(at.author));
  if (look.kind !== 'looked' || problems.length > 0) return problems;
  const { info, sdl } = look.described;
  return schemaPage({ name: info.name, version: info.version, sdl });
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
