import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';
export function addDocs(program: Command, context: CommandContext): void {
  void program;
  void context;
}
