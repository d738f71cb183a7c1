import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addCheck(program: Command, context: CommandContext): void {
  program
    .command('check')
    .summary('says what a gateway would say of components')
    .description(
      'Says everything that a gateway would say of components: admission, permissions, start, schema, and composition with the core and, by --against, with other extensions. Problems of the schema have their place: in the sources when a folder is checked, else in the SDL.',
    )
    .argument('[paths...]', 'components, or folders of extensions, which are built first', ['.'])
    .option(
      '--against <graph>',
      'the rest of the graph: URL of a gateway (FORGE_API_TOKEN is sent), a supergraph.graphql, or a folder of components',
    )
    .option('--config <file>', 'settings of the gateway instead of forge.config.json')
    .option('--no-types', 'leave the types of what is built unchecked')
    .option('--json', 'tell the problems as JSON')
    .action(async (paths, options) => {
      const { runCheck } = await import('../actions/check.ts');
      await runCheck(context, paths, options);
    });
}
