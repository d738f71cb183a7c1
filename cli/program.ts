import { Command } from '@commander-js/extra-typings';
import { hostVersion } from '@forgepoint/common/version.ts';
import { addBuild } from './commands/build.ts';
import { addCheck } from './commands/check.ts';
import { addDev } from './commands/dev.ts';
import { addDocs } from './commands/docs.ts';
import { addInspect } from './commands/inspect.ts';
import { addOperate } from './commands/operate.ts';
import { addStart } from './commands/start.ts';
import { addTest } from './commands/test.ts';
import type { CommandContext } from './context.ts';
import { exitCodes } from './exit-codes.ts';

/** The command line: every command adds itself. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('forge')
    .description('Builds, checks and runs extensions of Forgepoint, and operates its gateway.')
    .version(hostVersion)
    .exitOverride()
    .enablePositionalOptions()
    .configureHelp({ helpWidth: helpWidth, sortSubcommands: false, showGlobalOptions: false })
    .showHelpAfterError('(--help shows how it is used)')
    .addHelpText('after', `\n${exitCodesText()}`);
  for (const add of [addBuild, addDev, addTest, addCheck, addInspect, addDocs, addStart, addOperate]) {
    add(program, context);
  }
  return program;
}

/** The same on every terminal, so that docs/cli.md shows what everybody sees. */
const helpWidth = 110;

function exitCodesText(): string {
  const lines = Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`);
  return ['Exit codes:', ...lines, 'forge start and forge test pass on the code of what they run.'].join(
    '\n',
  );
}
