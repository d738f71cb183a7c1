import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { authorFolder } from '../extension/author-folder.ts';
import { buildFolder, defaultBuild } from '../extension/build-folder.ts';
import { runNode } from '../run-program.ts';
import { formatProblems } from '../terminal/problem.ts';

export function addTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .summary('builds an extension and runs its tests')
    .description(
      'Builds an extension and runs its tests by "node --test" in its folder, as Node finds them (*.test.ts).',
    )
    .argument('[folder]', 'folder of the extension', '.')
    .argument('[options...]', 'after "--": options and files for "node --test"')
    .passThroughOptions()
    .action(async (path, options) => {
      const { terminal } = context;
      const author = authorFolder(path, context.cwd);
      const build = await buildFolder(author, defaultBuild, terminal);
      if (build.kind === 'failed') {
        terminal.note(formatProblems(build.problems, terminal, 'note'));
        context.exit(exitCodes.problems.code);
        return;
      }
      context.exit(await runNode(['--test', ...options], { ...context, cwd: author.folder }));
    });
}
