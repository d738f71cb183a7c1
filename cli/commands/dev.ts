import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import type { CommandContext } from '../context.ts';
import { DevSession, type DevEvents } from '../dev/dev-session.ts';
import { SourceWatch } from '../dev/watch-sources.ts';
import { authorFolder } from '../extension/author-folder.ts';
import { formatProblems } from '../terminal/problem.ts';
import { shownTime } from '../terminal/quantities.ts';
import { plainTerminal, type Terminal } from '../terminal/terminal.ts';

export function addDev(program: Command, context: CommandContext): void {
  program
    .command('dev')
    .summary('serves an extension while it is written')
    .description(
      'Serves an extension by itself while it is written: what is saved answers in a moment. What is wrong with it is shown here and on its page, and the last good version goes on answering. What the extension throws is shown with its stack, in places of the sources; clients get the code alone. Its database stays in <folder>/.forge/dev/.',
    )
    .argument('[folder]', 'folder of the extension', '.')
    .option('--port <number>', 'port to listen on, 0 for any (default: 4001)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--config <file.json>', 'configuration that reaches its init')
    .option('--context <file.json>', 'repositories and user that it is told about, as no gateway fills them')
    .option('--in-memory', 'throw its data away at the end', false)
    .action(async (path, { inMemory, ...valued }) => {
      const { terminal, cwd, environment } = context;
      const author = authorFolder(path, cwd);
      const watch = new SourceWatch(() => void session.update());
      const session = new DevSession({
        author,
        hostArgs: [
          ...Object.entries(valued).flatMap(([name, value]) => [`--${name}`, value]),
          ...(inMemory ? ['--in-memory'] : []),
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
      const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      await Promise.race([session.update(), ended]);
      await ended;
      terminal.done();
      watch.close();
      await session.close();
    });
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
