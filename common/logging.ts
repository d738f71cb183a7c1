import { pino, type Logger, type LoggerOptions } from 'pino';

export type { Logger };

/** What a logger puts into every line. */
export interface LogLabels {
  /** The process's part in the system. */
  readonly program: string;
  readonly pid: number;
  readonly [label: string]: string | number;
}

/** A JSON-lines logger on standard output. */
export function createLogger(program: string, level: string): Logger {
  return createLabelledLogger({ program, pid: process.pid }, level);
}

/** The same for lines of another process. */
export function createLabelledLogger(labels: LogLabels, level: string): Logger {
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
  return pino(options, standardOutput());
}

function standardOutput(): NodeJS.WritableStream {
  const { stdout } = process;
  // Whoever reads the log may go; that is no reason to end.
  if (stdout.listenerCount('error', ignore) === 0) stdout.on('error', ignore);
  return stdout;
}

function ignore(): void {
  // Nobody is left to be told.
}

/**
 * JSON leaves characters as they are that a terminal obeys (C1 controls), that end a line for some readers, or that
 * turn the direction of a text around.
 */
const invisible = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

function escapeInvisible(line: string): string {
  return line.replace(invisible, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
