import type { Command } from '@commander-js/extra-typings';
import { shownPath } from '../build/problem-in-file.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { authorFolder } from '../extension/author-folder.ts';
import { buildFolder, type FolderBuild } from '../extension/build-folder.ts';
import { formatProblems } from '../terminal/problem.ts';
import { shownSize, shownTime } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';

export function addBuild(program: Command, context: CommandContext): void {
  program
    .command('build')
    .summary('builds the component of an extension')
    .description(
      'Builds the component of an extension: <folder>/extension.ts, with the manifest.json beside it, becomes <folder>/dist/<name>.wasm. It is named after its folder. What is made of the same sources is not built again.',
    )
    .argument('[folder]', 'folder of the extension', '.')
    .option('--small', 'a component that is a third smaller, but slower', false)
    .option('--no-types', 'leave the types unchecked')
    .option('--json', 'tell the result as JSON', false)
    .action(async (path, { small, types, json }) => {
      const { terminal } = context;
      const build = await buildFolder(authorFolder(path, context.cwd), { small, types }, terminal);
      if (json) terminal.json(build);
      else terminal.result(toText(build, terminal));
      if (build.kind === 'failed' || build.kind === 'kept') context.exit(exitCodes.problems.code);
    });
}

function toText(build: FolderBuild, terminal: Terminal): string {
  switch (build.kind) {
    case 'failed':
      return formatProblems(build.problems, terminal, 'result');
    case 'kept':
      return `${shownPath(build.file)} was not built here, so it was left alone; delete it to have it built.`;
    case 'built':
    case 'unchanged': {
      const how = build.kind === 'built' ? 'built' : 'unchanged';
      return `${terminal.style('bold', shownPath(build.file))}  ${shownSize(build.size)}, ${how} in ${shownTime(build.tookMs)}`;
    }
  }
}
