import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addDocs(program: Command, context: CommandContext): void {
  program
    .command('docs')
    .summary('writes Markdown of the interfaces, or of the schema of a component')
    .description(
      'Writes Markdown: of the interfaces that extensions are built against, or of what a component adds to the graph.',
    )
    .argument(
      '[path]',
      'a component, or the folder of an extension, which is built first; the interfaces when it is left out',
    )
    .option('--config <file>', 'settings of the gateway instead of forge.config.json')
    .action(async (path, options) => {
      const { runDocs } = await import('../actions/docs.ts');
      await runDocs(context, path, options);
    });
}
