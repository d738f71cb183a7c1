import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addInspect(program: Command, context: CommandContext): void {
  program
    .command('inspect')
    .summary('shows what a component is')
    .description(
      'Shows what a component is: the interface that it was built against, imports, exports, permissions, limits, size, digest, its SDL, and the subgraph that the host makes of it. It is started in a jailed process, as a gateway would, with a database that is thrown away.',
    )
    .argument(
      '<path>',
      'a component, a core module that says which component it becomes, or the folder of an extension, which is built first',
    )
    .option('--config <file>', 'settings of the gateway instead of forge.config.json')
    .option('--sdl', 'show only its SDL')
    .option('--wrapped-sdl', 'show only the SDL of its subgraph')
    .option('--json', 'show all of it as JSON')
    .action(async (path, options) => {
      const { runInspect } = await import('../actions/inspect.ts');
      await runInspect(context, path, options);
    });
}
