import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { authorFolder } from '../extension/author-folder.ts';
import { buildFolder, defaultBuild } from '../extension/build-folder.ts';
import { runNode } from '../run-program.ts';
import { formatProblems } from '../terminal/problem.ts';

export async function runTest(
  context: CommandContext,
  path: string,
  options: readonly string[],
): Promise<void> {
  const { terminal } = context;
  const author = authorFolder(path, context.cwd);
  const build = await buildFolder(author, defaultBuild, terminal);
  if (build.kind === 'failed') {
    terminal.note(formatProblems(build.problems, terminal, 'note'));
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
