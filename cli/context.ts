import type { Terminal } from './terminal/terminal.ts';

/** What every command works with. */
export interface CommandContext {
  /** Paths of the command line start here. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Sets the exit code of the program. */
  readonly exit: (code: number) => void;
}
