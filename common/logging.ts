import { pino, type Logger, type LoggerOptions } from 'pino';
import { escapeInvisible } from './escape-invisible.ts';

export type { Logger };

/** What a logger puts into every line. */
export interface LogLabels {
  /** The process's part in the system. */
  readonly program: string;
  readonly pid: number;
  readonly [label: string]: string | number;
}

/** Takes whole lines, each with its line break. */
export interface LogOutput {
  write(line: string): void;
}

/** A JSON-lines logger on standard output, or on another output. */
export function createLogger(program: string, level: string, output?: LogOutput): Logger {
  return createLabelledLogger({ program, pid: process.pid }, level, output);
}

/** Where a logger writes. */
export function outputOf(logger: Logger): LogOutput {
  return (logger as unknown as { readonly [pino.symbols.streamSym]: LogOutput })[pino.symbols.streamSym];
}

/** The same for lines of another process. */
export function createLabelledLogger(
  labels: LogLabels,
  level: string,
  output: LogOutput = standardOutput(),
): Logger {
  const options: LoggerOptions = {
    level,
    base: labels,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.errWithCause },
    hooks: { streamWrite: escapeInvisible },
  };
  // One stream for all loggers, so that their lines never mix. (pino's own would try for ever, at the end of the
  // process, to write to a reader that has gone.)
  return pino(options, output);
}

/** Never fails: nobody may be left to read it. */
export function standardOutput(): LogOutput {
  const { stdout } = process;
  // Whoever reads the log may go; that is no reason to end.
  if (stdout.listenerCount('error', ignore) === 0) stdout.on('error', ignore);
  return stdout;
}

function ignore(): void {
  // Nobody is left to be told.
}
