import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';

const configHelp = 'settings that the gateway was started with, instead of forge.config.json';

/** What keeps the data of a gateway, or gives it up. */
export function addData(program: Command, context: CommandContext): void {
  program
    .command('backup')
    .summary('copies databases while they are in use')
    .description(
      'Copies the databases of the core and of extensions, and who owns which name of the schema, into a folder on the machine of the gateway that is not there yet: whole or not at all. Each is copied as it is at one moment, while it is in use. Without a gateway that runs, it works on the files.',
    )
    .argument('[names...]', 'extensions, or core; all when they are left out')
    .requiredOption('--to <folder>', 'folder of the backup; the gateway’s user has to be able to make it')
    .option('--config <file>', configHelp)
    .option('--json', 'tell the manifest as JSON')
    .action(async (names, options) => {
      const { runBackup } = await import('../actions/data.ts');
      await runBackup(context, names, options);
    });
  program
    .command('restore')
    .summary('puts databases of a backup in their place')
    .description(
      'Puts databases of a backup in their place. A backup that is not what was written is refused. What uses them is ended and started again; what was there is kept beside, and is in its place again when the extension does not start with the backup. Without a gateway that runs, it works on the files; none may be started meanwhile.',
    )
    .argument('<folder>', 'the backup')
    .argument('[names...]', 'extensions, or core; all of the backup when they are left out')
    .option('--config <file>', configHelp)
    .option('--json', 'tell the result as JSON')
    .action(async (folder, names, options) => {
      const { runRestore } = await import('../actions/data.ts');
      await runRestore(context, folder, names, options);
    });
  program
    .command('purge')
    .summary('removes for good what a removed extension has left')
    .description(
      'Removes for good the data of an extension that is removed or disabled, with what restores have kept of it, and its names of the schema.',
    )
    .argument('<extension>', 'its name, which has to be typed once more')
    .option('--yes', 'do not ask')
    .option('--config <file>', configHelp)
    .option('--json', 'tell the result as JSON')
    .action(async (name, options) => {
      const { runPurge } = await import('../actions/data.ts');
      await runPurge(context, name, options);
    });
}
