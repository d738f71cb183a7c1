import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

export function addBuild(program: Command, context: CommandContext): void {
  program
    .command('build')
    .summary('builds the component of an extension')
    .description(
      'Builds the component of an extension, <folder>/dist/<name>.wasm with the manifest.json in it: of extension.ts, written with the SDK (interface 0.3.0) or without (0.2.0), or of a crate in Rust, by cargo. It is named after its package.json, its Cargo.toml, or without SDK after its folder. What is made of the same sources is not built again. With the SDK, schema.generated.ts is written of schema.graphql.',
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
