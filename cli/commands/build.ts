import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addBuild(program: Command, context: CommandContext): void {
  program
    .command('build')
    .summary('builds the component of an extension')
    .description(
      'Builds the component of an extension: <folder>/extension.ts, with the manifest.json beside it, becomes <folder>/dist/<name>.wasm. It is named after its folder. What is made of the same sources is not built again. It builds for interface 0.2.0; what is written with the SDK is built by its buildExtension.',
    )
    .argument('[folder]', 'folder of the extension', '.')
    .option('--small', 'a component that is a third smaller, but slower')
    .option('--no-types', 'leave the types unchecked')
    .option('--json', 'tell the result as JSON')
    .action(async (path, options) => {
      const { runBuild } = await import('../actions/build.ts');
      await runBuild(context, path, options);
    });
}
