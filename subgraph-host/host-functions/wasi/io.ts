import { Buffer } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import type { LogLevel } from '../host-parts.ts';

/** What `check-write` permits at once; bytes. */
const writeBudget = 64n * 1024n;
/** A guest that never ends its line gets it ended. */
const maxLineLength = 2_000;

type Log = (level: LogLevel, message: string) => void;

/** The error of a stream that has ended, as `stream-error` of wasi:io. */
const closed = Object.freeze({ tag: 'closed' });

/** Ready at once: nothing that a guest could wait for ever takes its time. */
export class Pollable {
  ready(): boolean {
    return true;
  }

  block(): void {
    // Ready already.
  }
}

class IoError {
  toDebugString(): string {
    return 'closed';
  }
}

/** Always at its end. */
export class InputStream {
  read(): never {
    throw closed;
  }

  blockingRead(): never {
    throw closed;
  }

  skip(): never {
    throw closed;
  }

  blockingSkip(): never {
    throw closed;
  }

  subscribe(): Pollable {
    return new Pollable();
  }
}

/** Writes whole lines into the log. */
export class OutputStream {
  readonly #decoder = new StringDecoder('utf8');
  readonly #writeLine: (line: string) => void;
  #rest = '';

  constructor(writeLine: (line: string) => void) {
    this.#writeLine = writeLine;
  }

  checkWrite(): bigint {
    return writeBudget;
  }

  /** What is written beyond the budget is dropped. */
  write(bytes: Uint8Array): void {
    const lines = (
      this.#rest + this.#decoder.write(Buffer.from(bytes.subarray(0, Number(writeBudget))))
    ).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.#writeLine(line);
    if (this.#rest.length > maxLineLength) this.flush();
  }

  blockingWriteAndFlush(bytes: Uint8Array): void {
    this.write(bytes);
  }

  flush(): void {
    if (this.#rest.trim() !== '') this.#writeLine(this.#rest);
    this.#rest = '';
  }

  blockingFlush(): void {
    // A line goes out when it is whole: run-times flush after every piece of one.
  }

  writeZeroes(): void {
    // Nothing that a log would show.
  }

  blockingWriteZeroesAndFlush(): void {
    // Nothing that a log would show.
  }

  splice(): never {
    throw closed;
  }

  blockingSplice(): never {
    throw closed;
  }

  subscribe(): Pollable {
    return new Pollable();
  }
}

export interface IoParts {
  readonly interfaces: Readonly<Record<string, object>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly Pollable: typeof Pollable;
}

/** The interfaces of wasi:io, and the two streams that end in the log. */
export function io(log: Log): IoParts {
  return {
    interfaces: {
      'wasi:io/error': { Error: IoError },
      'wasi:io/poll': {
        Pollable,
        poll: (list: readonly Pollable[]) => Uint32Array.from(list, (_, index) => index),
      },
      'wasi:io/streams': { InputStream, OutputStream },
    },
    stdout: new OutputStream((line) => log('info', line)),
    stderr: new OutputStream((line) => log('warn', line)),
    Pollable,
  };
}
