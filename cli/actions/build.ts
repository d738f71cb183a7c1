import { shownPath } from '../build/problem-in-file.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { authorFolder } from '../extension/author-folder.ts';
import { buildFolder, type FolderBuild } from '../extension/build-folder.ts';
import { formatProblems } from '../terminal/problem.ts';
import { shownSize, shownTime } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface BuildOptions {
  readonly small?: true;
  readonly types: boolean;
  readonly json?: true;
}

export async function runBuild(
  context: CommandContext,
  path: string,
  { small, types, json }: BuildOptions,
): Promise<void> {
  const { terminal } = context;
  const build = await buildFolder(
    authorFolder(path, context.cwd),
    { small: small === true, types },
    terminal,
  );
  if (json === true) terminal.json(build);
  else terminal.result(toText(build, terminal));
  if (build.kind === 'failed') context.exit(exitCodes.problems.code);
}

function toText(build: FolderBuild, terminal: Terminal): string {
  switch (build.kind) {
    case 'failed':
      return formatProblems(build.problems, terminal, 'result');
    case 'built':
    case 'unchanged': {
      const how = build.kind === 'built' ? 'built' : 'unchanged';
      return `${terminal.style('bold', shownPath(build.file))}  ${shownSize(build.size)}, ${how} in ${shownTime(build.tookMs)}`;
    }
  }
}
