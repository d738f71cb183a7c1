import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addDev(program: Command, context: CommandContext): void {
  program
    .command('dev')
    .summary('serves an extension while it is written')
    .description(
      'Serves an extension by itself while it is written: what is saved answers in a moment. What is wrong with it is shown here and on its page, and the last good version goes on answering. What the extension throws is shown with its stack, in places of the sources; clients get the code alone. Its database stays in <folder>/.forge/dev/.',
    )
    .argument('[folder]', 'folder of the extension', '.')
    .option('--port <number>', 'port to listen on, 0 for any (default: 4001)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--config <file.json>', 'configuration that reaches its init')
    .option('--context <file.json>', 'repositories and user that it is told about, as no gateway fills them')
    .option('--in-memory', 'throw its data away at the end')
    .action(async (path, options) => {
      const { runDev } = await import('../actions/dev.ts');
      await runDev(context, path, options);
    });
}
