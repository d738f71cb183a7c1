import type { LogLine } from './options.ts';

/** An error of an answer, as clients get it. */
export interface AnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Answer<Data = unknown> {
  readonly data: Data | null;
  /** Empty when there are none. */
  readonly errors: readonly AnswerError[];
  /** How often the extension was called. */
  readonly calls: number;
  /** Units of fuel that these calls used; a unit is about an instruction of WebAssembly. */
  readonly fuel: number;
  /** What was logged meanwhile. */
  readonly logs: readonly LogLine[];
}

/** An answer had errors where none were expected. */
export class UnexpectedErrors extends Error {
  override readonly name = 'UnexpectedErrors';
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(
      [...answer.errors.map(shownError), ...answer.logs.filter(isWorthShowing).flatMap(shownLine)].join('\n'),
    );
    this.answer = answer;
  }
}

function shownError({ message, path, extensions }: AnswerError): string {
  const code = extensions?.['code'];
  const at = path === undefined ? '' : ` at ${path.join('.')}`;
  return `${typeof code === 'string' ? code : 'error'}${at}: ${message}`;
}

function isWorthShowing({ level }: LogLine): boolean {
  return level === 'warn' || level === 'error' || level === 'fatal';
}

function shownLine({ level, message, fields }: LogLine): readonly string[] {
  const stack = typeof fields['stack'] === 'string' ? fields['stack'].trimEnd().split('\n') : [];
  return [`logged ${level}: ${message}`, ...stack];
}
