import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkProject } from '../build/check-types.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { authorFolder, type AuthorFolder } from '../extension/author-folder.ts';
import { buildFolder, defaultBuild } from '../extension/build-folder.ts';
import { runNode } from '../run-program.ts';
import { formatProblems, type Problem } from '../terminal/problem.ts';
import type { Terminal } from '../terminal/terminal.ts';

export async function runTest(
  context: CommandContext,
  path: string,
  options: readonly string[],
): Promise<void> {
  const { terminal } = context;
  const author = authorFolder(path, context.cwd);
  const build = await buildFolder(author, defaultBuild, terminal);
  const problems = build.kind === 'failed' ? build.problems : await checkTests(author, terminal);
  if (problems.length > 0) {
    terminal.note(formatProblems(problems, terminal, 'note'));
    context.exit(exitCodes.problems.code);
    return;
  }
  context.exit(
    await runNode(['--test', ...(options[0] === '--' ? options.slice(1) : options)], {
      ...context,
      cwd: author.folder,
    }),
  );
}

/** Tests run in Node and the extension does not, so theirs is a tsconfig.json of its own. */
async function checkTests({ folder }: AuthorFolder, terminal: Terminal): Promise<readonly Problem[]> {
  const config = join(folder, 'test', 'tsconfig.json');
  if (!existsSync(config)) return [];
  terminal.step('Checking the types of its tests');
  try {
    return await checkProject(config);
  } finally {
    terminal.done();
  }
}
