/** A file of the author's can't be read as what it should be. */
export class SourceError extends Error {
  /** Absolute path, or as it was given. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** A sentence, without the place. */
  readonly reason: string;

  constructor(
    { file, line, column, reason }: Pick<SourceError, 'file' | 'line' | 'column' | 'reason'>,
    options?: ErrorOptions,
  ) {
    super(`${file}:${line}:${column}: ${reason}`, options);
    this.file = file;
    this.line = line;
    this.column = column;
    this.reason = reason;
  }
}
