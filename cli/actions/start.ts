import type { CommandContext } from '../context.ts';
import { projectFile } from '../project.ts';
import { runNode } from '../run-program.ts';

export async function runStart(context: CommandContext, options: readonly string[]): Promise<void> {
  context.exit(await runNode([projectFile('gateway/bin.js'), ...options], context));
}
