import { createProgram } from '@forgepoint/cli/program.ts';
import { plainTerminal, type Terminal } from '@forgepoint/cli/terminal/terminal.ts';
import { helpText } from '../../gateway/config/command-line.ts';

const silent: Terminal = {
  ...plainTerminal,
  result: () => undefined,
  json: () => undefined,
  note: () => undefined,
  step: () => undefined,
  done: () => undefined,
};

/** The text of `docs/cli.md`. */
export function cliPage(): string {
  const program = createProgram({ cwd: '/', environment: {}, terminal: silent, exit: () => undefined });
  const commands = program.commands.map((command) => {
    // The gateway has its own options, and shows them itself.
    const help = command.name() === 'start' ? helpText : command.helpInformation();
    return `## forge ${command.name()}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\``;
  });
  return `# The command line \`forge\`

Generated from \`cli/\` by \`npm run generate\`; do not edit.

\`npx forge\` works in a clone after \`npm ci\`, and wherever the SDK is installed, which brings it. Results go to standard output; progress and everything else goes to
standard error. Colours are there on a terminal alone, and not with \`NO_COLOR\`. What a machine would read is JSON with
\`--json\`. A component is never run in the program itself: it is admitted and started in the jailed processes that a
gateway uses. What was admitted is kept in \`.forge/\` of the working folder.

\`\`\`text
${withFooter(program)}
\`\`\`

${commands.join('\n\n')}
`;
}

/** Commander writes what stands after the options only when it shows the help itself. */
function withFooter(program: ReturnType<typeof createProgram>): string {
  let text = '';
  program.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  program.outputHelp();
  return text.trimEnd();
}
