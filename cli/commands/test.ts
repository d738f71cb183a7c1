import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .summary('builds an extension and runs its tests')
    .description(
      'Builds an extension and runs its tests by "node --test" in its folder, as Node finds them (*.test.ts). With test/tsconfig.json, their types are checked first.',
    )
    .argument('[folder]', 'folder of the extension', '.')
    .argument('[options...]', 'options and files for "node --test"')
    .passThroughOptions()
    .action(async (path, options) => {
      const { runTest } = await import('../actions/test.ts');
      await runTest(context, path, options);
    });
}
