import { existsSync } from 'node:fs';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { CommandContext } from '../context.ts';
import { projectFile } from '../project.ts';
import { runNode } from '../run-program.ts';

export async function runStart(context: CommandContext, options: readonly string[]): Promise<void> {
  const program = projectFile('gateway/bin.js');
  if (!existsSync(program)) {
    throw new ForgeError('COMMAND_INVALID', 'This forge came with the SDK, which has no gateway.', {
      remedy:
        'Serve an extension by itself with "forge dev", or start the forge in a clone or an image of Forgepoint.',
    });
  }
  context.exit(await runNode([program, ...options], context));
}
