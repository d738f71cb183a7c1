import { CommanderError } from 'commander';
import { ForgeError, printableLines } from '@forgepoint/common/forge-error.ts';
import { exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { formatProblem, problemOfError } from './terminal/problem.ts';
import { createTerminal } from './terminal/terminal.ts';

const terminal = createTerminal(process);

// Who reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await createProgram({
    cwd: process.cwd(),
    environment: process.env,
    terminal,
    exit: (code) => {
      process.exitCode = code;
    },
  }).parseAsync();
} catch (error) {
  terminal.done();
  // Commander has said by now what is wrong with the command line.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.fine.code : exitCodes.unusable.code;
  } else if (error instanceof ForgeError) {
    terminal.note(formatProblem(problemOfError(error), terminal, 'note'));
    process.exitCode = exitCodes.unusable.code;
  } else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.note(`This is a bug of forge itself; please report it.\n${printableLines(text)}`);
    process.exitCode = exitCodes.bug.code;
  }
}
