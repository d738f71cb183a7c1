import { join } from 'node:path';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { CommandContext } from '../context.ts';
import { DevSession, type DevEvents } from '../dev/dev-session.ts';
import { SourceWatch } from '../dev/watch-sources.ts';
import { authorFolder } from '../extension/author-folder.ts';
import { formatProblems } from '../terminal/problem.ts';
import { shownTime } from '../terminal/quantities.ts';
import { plainTerminal, type Terminal } from '../terminal/terminal.ts';

export interface DevOptions {
  readonly port?: string;
  readonly host?: string;
  readonly config?: string;
  readonly context?: string;
  readonly inMemory?: true;
}

export async function runDev(
  context: CommandContext,
  path: string,
  { inMemory, ...valued }: DevOptions,
): Promise<void> {
  const { terminal, cwd, environment } = context;
  const author = authorFolder(path, cwd);
  if (author.kind === 'rust') {
    throw new ForgeError(
      'COMMAND_INVALID',
      'forge dev evaluates TypeScript, and this extension is in Rust.',
      {
        remedy: 'Run "forge test" after a change, or "forge check".',
      },
    );
  }
  const failed = Promise.withResolvers<never>();
  const update = (): void => void session.update().catch(failed.reject);
  const watch = new SourceWatch(update);
  const session = new DevSession({
    author,
    hostArgs: [
      ...Object.entries(valued).flatMap(([name, value]) => [`--${name}`, value]),
      ...(inMemory === true ? ['--in-memory'] : []),
    ],
    cwd,
    environment: {
      FORGE_CACHE_DIR: join(author.folder, '.forge', 'cache'),
      FORGE_STORE_DIR: join(author.folder, '.forge', 'store'),
      ...environment,
    },
    events: eventsOn(terminal),
    onFiles: (files) => watch.follow(files),
    toText: (problems) => formatProblems(problems, plainTerminal, 'note'),
  });
  terminal.step(`Starting ${author.name}`);
  const ended = Promise.withResolvers<void>();
  // They stay: the bundler listens as well, and ends the process when it is the only one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.resolve());
  update();
  try {
    await Promise.race([ended.promise, failed.promise]);
  } finally {
    terminal.done();
    watch.close();
    await session.close();
  }
}

function eventsOn(terminal: Terminal): DevEvents {
  const note = (color: 'green' | 'yellow' | 'red' | 'gray', what: string, text: string): void => {
    terminal.done();
    terminal.note(`${terminal.style(color, what, 'note')} ${text}`);
  };
  return {
    serving: (url) => note('green', 'serving', url),
    loaded: ({ bundleMs, startMs }) =>
      note(
        'green',
        'loaded',
        `in ${shownTime(bundleMs + startMs)} (bundling ${shownTime(bundleMs)}, starting ${shownTime(startMs)})`,
      ),
    broken: (problems) => note('red', 'not loaded', `\n${formatProblems(problems, terminal, 'note')}`),
    typeProblems: (problems) => note('yellow', 'types', `\n${formatProblems(problems, terminal, 'note')}`),
    exception: (text) => note('red', 'exception', text),
    guestLogged: (level, message) => note('gray', level, message),
    hostEnded: (how) => note('red', 'ended', `${how}; the next save starts it again`),
  };
}
