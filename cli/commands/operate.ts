import type { Command } from '@commander-js/extra-typings';
import type { Order } from '../actions/operate.ts';
import type { CommandContext } from '../context.ts';

const configHelp = 'settings that the gateway was started with, instead of forge.config.json';

/** What an operator says to a gateway that runs. */
export function addOperate(program: Command, context: CommandContext): void {
  program
    .command('status')
    .summary('shows the gateway that runs here, and its subgraphs')
    .description(
      'Shows the gateway that runs with the settings of this folder, the core and the extensions. Ends with 1 when not all is ready.',
    )
    .option('--config <file>', configHelp)
    .option('--json', 'tell it as JSON')
    .action(async (options) => {
      const { runStatus } = await import('../actions/operate.ts');
      await runStatus(context, options);
    });
  program
    .command('list')
    .summary('lists the extensions of the gateway that runs here')
    .description(
      'Lists the extensions of the gateway that runs with the settings of this folder: state, versions, process, restarts, calls. As JSON also digest, permissions, limits and the last error.',
    )
    .option('--config <file>', configHelp)
    .option('--json', 'tell it as JSON')
    .action(async (options) => {
      const { runList } = await import('../actions/operate.ts');
      await runList(context, options);
    });
  for (const { order, summary, description } of orders) {
    program
      .command(order)
      .summary(summary)
      .description(description)
      .argument('<extension>', 'its name')
      .option('--config <file>', configHelp)
      .option('--json', 'tell the result as JSON')
      .action(async (name, options) => {
        const { runOrder } = await import('../actions/operate.ts');
        await runOrder(context, order, name, options);
      });
  }
  program
    .command('report')
    .summary('says what is left out of the graph, waits or was refused')
    .description(
      'Says what is served, what is left out, waits or was refused and why, and what clients would have lost by the last swaps. Ends with 1 when something is left out.',
    )
    .option('--config <file>', configHelp)
    .option('--json', 'tell it as JSON')
    .action(async (options) => {
      const { runReport } = await import('../actions/operate.ts');
      await runReport(context, options);
    });
  program
    .command('supergraph')
    .summary('prints the supergraph that is served')
    .description('Prints the SDL of the supergraph that is served, for any federation router.')
    .option('--config <file>', configHelp)
    .action(async (options) => {
      const { runSupergraph } = await import('../actions/operate.ts');
      await runSupergraph(context, options);
    });
  program
    .command('logs')
    .summary('shows the last lines of the log')
    .description('Shows the last lines of the log of the gateway that runs here, or of one extension.')
    .argument('[extension]', 'only lines about it')
    .option('-f, --follow', 'go on with each new line')
    .option('--level <level>', 'least level: trace, debug, info, warn, error or fatal')
    .option('--lines <number>', 'how many of the last lines', '100')
    .option('--config <file>', configHelp)
    .option('--json', 'lines as they are, one JSON object in each')
    .action(async (extension, options) => {
      const { runLogs } = await import('../actions/operate.ts');
      await runLogs(context, extension, options);
    });
}

const orders: readonly { readonly order: Order; readonly summary: string; readonly description: string }[] = [
  {
    order: 'reload',
    summary: 'starts an extension once more',
    description:
      'Starts the file that is there, be it the same, and gives it the place of what runs. When it is refused, what runs goes on, and the command ends with 1.',
  },
  {
    order: 'disable',
    summary: 'takes an extension out of the graph',
    description:
      'Takes an extension out of the graph until it is enabled, restarts of the gateway included. Its data and its names are kept.',
  },
  {
    order: 'enable',
    summary: 'serves an extension that was disabled',
    description: 'Serves an extension that was disabled by "forge disable".',
  },
  {
    order: 'release',
    summary: 'starts an extension that crashed too often',
    description: 'Starts an extension that is in quarantine after too many crashes.',
  },
  {
    order: 'accept',
    summary: 'takes a version that clients lose something by',
    description:
      'Takes the one version of an extension that was refused with SCHEMA_CHANGE_REFUSED. The next one is judged again.',
  },
];
