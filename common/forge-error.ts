import { getSystemErrorMessage } from 'node:util';
import { errorCodes, type ErrorCode } from './error-codes.ts';

/** What crosses a process boundary of a {@link ForgeError}; plain JSON. */
export interface WireError {
  readonly code: ErrorCode;
  /** What happened, one sentence or more, without control characters. */
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly remedy?: string;
  /** Name of the extension it is about. */
  readonly extension?: string;
  /** Absolute path on the host of what is wrong: for the log alone. */
  readonly path?: string;
  /** What of the extension's schema it is about, `Type` or `Type.field`: tools find its place in the SDL by it. */
  readonly coordinate?: string;
}

/** An error as fields of a log line; whose it is stands there already. */
export interface ErrorFields {
  readonly code: ErrorCode;
  /** What happened and what to do. */
  readonly reason: string;
  readonly path?: string;
}

interface ForgeErrorOptions {
  readonly remedy?: string | undefined;
  readonly extension?: string | undefined;
  readonly path?: string | undefined;
  readonly coordinate?: string | undefined;
  readonly cause?: unknown;
}

const maxMessageLength = 2_000;

/**
 * The one error class of the project: a code of the closed list, what happened, to which extension,
 * and what to do. `message` already ends with the remedy. It may reach a client, so a path of the host
 * has no place in it: that is `path`, which only the log gets.
 */
export class ForgeError extends Error {
  /** A field, since the thread of a guest has a prototype of errors that can't be assigned over. */
  override readonly name = 'ForgeError';
  readonly code: ErrorCode;
  readonly extension: string | undefined;
  readonly remedy: string | undefined;
  readonly path: string | undefined;
  readonly coordinate: string | undefined;
  readonly #whatHappened: string;

  constructor(code: ErrorCode, message: string, options: ForgeErrorOptions = {}) {
    const whatHappened = printable(message);
    const remedy = options.remedy === undefined ? undefined : printable(options.remedy);
    super(remedy === undefined ? whatHappened : `${sentence(whatHappened)} ${remedy}`, {
      cause: options.cause,
    });
    this.code = code;
    this.extension = options.extension;
    this.remedy = remedy;
    this.path = options.path;
    this.coordinate = options.coordinate;
    this.#whatHappened = whatHappened;
  }

  toWire(): WireError {
    return {
      code: this.code,
      message: this.#whatHappened,
      ...(this.remedy === undefined ? {} : { remedy: this.remedy }),
      ...(this.extension === undefined ? {} : { extension: this.extension }),
      ...(this.path === undefined ? {} : { path: this.path }),
      ...(this.coordinate === undefined ? {} : { coordinate: this.coordinate }),
    };
  }

  toLog(): ErrorFields {
    return {
      code: this.code,
      ...(this.path === undefined ? {} : { path: this.path }),
      reason: this.message,
    };
  }

  static fromWire({ code, message, remedy, extension, path, coordinate }: WireError): ForgeError {
    return new ForgeError(code, message, { remedy, extension, path, coordinate });
  }

  /** The error itself when it is a ForgeError, else one with the given code that keeps it as `cause`. */
  static from(error: unknown, code: ErrorCode, options: ForgeErrorOptions = {}): ForgeError {
    if (error instanceof ForgeError) return error;
    return new ForgeError(code, messageOf(error), { ...options, cause: error });
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What the operating system said, without the path that Node puts into its messages: such as
 * `permission denied (EACCES)`.
 */
export function systemReason(error: unknown): string {
  const { errno, code } = error as NodeJS.ErrnoException;
  if (typeof errno !== 'number' || typeof code !== 'string') return messageOf(error);
  return `${getSystemErrorMessage(errno)} (${code})`;
}

/** The words of an extension may end without a full stop. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errorCodes, text);
}

const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of an extension made safe for a log line or an answer: no control or bidirectional-override
 * characters, at most 2 000 UTF-16 units.
 */
export function printable(text: string): string {
  const cut = text.length > maxMessageLength ? `${text.slice(0, maxMessageLength)}…` : text;
  return withoutControls(cut);
}

/** The same of any length. */
export function withoutControls(text: string): string {
  return text.toWellFormed().replace(unprintable, ' ');
}

/** The same for a text of several lines, such as an SDL: whole, with its line breaks and tabs. */
export function printableLines(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(unprintable, (char) => (char === '\n' || char === '\t' ? char : ' '));
}
