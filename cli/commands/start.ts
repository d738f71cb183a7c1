import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

/** The gateway's own program, with its own options. */
export function addStart(program: Command, context: CommandContext): void {
  program
    .command('start')
    .summary('serves the core and the extensions of extensions_dir/')
    .description('Serves the core and the extensions of extensions_dir/ at one GraphQL URL.')
    .argument('[options...]', 'those of the gateway; "forge start --help" shows them')
    .allowUnknownOption()
    .helpOption(false)
    .passThroughOptions()
    .action(async (options) => {
      const { runStart } = await import('../actions/start.ts');
      await runStart(context, options);
    });
}
