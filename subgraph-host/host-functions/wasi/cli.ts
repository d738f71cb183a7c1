import { InputStream, type IoParts } from './io.ts';

/** A terminal, of which there is none. */
class Terminal {
  readonly isTerminal = false;
}

/** The guest has asked to end; its instance is of no more use. */
export class GuestExit extends Error {
  constructor() {
    super('the guest ended itself by exit');
  }
}

/** Names and values, as a program's environment has them. */
export type GuestEnvironment = readonly (readonly [name: string, value: string])[];

/** The interfaces of wasi:cli: no arguments, no terminal; output goes into the log. */
export function cli(
  { stdout, stderr }: IoParts,
  environment: GuestEnvironment,
): Readonly<Record<string, object>> {
  const none = (): undefined => undefined;
  return {
    'wasi:cli/environment': { getEnvironment: () => environment, getArguments: () => [], initialCwd: none },
    'wasi:cli/exit': {
      exit: () => {
        throw new GuestExit();
      },
      exitWithCode: () => {
        throw new GuestExit();
      },
    },
    'wasi:cli/stdin': { getStdin: () => new InputStream() },
    'wasi:cli/stdout': { getStdout: () => stdout },
    'wasi:cli/stderr': { getStderr: () => stderr },
    'wasi:cli/terminal-input': { TerminalInput: Terminal },
    'wasi:cli/terminal-output': { TerminalOutput: Terminal },
    'wasi:cli/terminal-stdin': { getTerminalStdin: none },
    'wasi:cli/terminal-stdout': { getTerminalStdout: none },
    'wasi:cli/terminal-stderr': { getTerminalStderr: none },
  };
}
