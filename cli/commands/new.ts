import { Option, type Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addNew(program: Command, context: CommandContext): void {
  program
    .command('new')
    .summary('begins an extension')
    .description(
      'Begins an extension in a folder of its name: schema, resolvers, a migration, tests and a workflow for GitHub Actions. What it needs is installed by npm.',
    )
    .argument('<name>', 'name of the extension, and of the folder that is made in the working folder')
    .addOption(
      new Option('--template <language>', 'what it is written in')
        .choices(['typescript', 'rust'] as const)
        .default('typescript' as const),
    )
    .option('--sdk <version>', 'the SDK to use, as npm takes it: a version, or a packed tarball')
    .option('--no-install', 'leave "npm install" to you')
    .action(async (name, options) => {
      const { runNew } = await import('../actions/new.ts');
      await runNew(context, name, options);
    });
}
