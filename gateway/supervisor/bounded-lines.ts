import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

export interface LineLimits {
  /** The rest of a longer line is cut off; UTF-16 units. */
  readonly maxLineLength: number;
  /** Further ones are dropped. */
  readonly maxLinesPerSecond: number;
  /** After so much the writer has to wait. */
  readonly maxBytesPerSecond: number;
}

/** Twice of what a host lets its guest log, so that what the host has to say gets through. */
export const defaultLineLimits: LineLimits = {
  maxLineLength: 64 * 1024,
  maxLinesPerSecond: 1_000,
  maxBytesPerSecond: 16 * 1024 * 1024,
};

export interface LineEvents {
  readonly onLine: (line: string) => void;
  /** @param count of lines, for a second in which there were too many */
  readonly onDropped: (count: number) => void;
}

const secondMs = 1_000;

/** Reads lines from a stream whose writer is not trusted. */
export function readBoundedLines(
  stream: Readable,
  { maxLineLength, maxLinesPerSecond, maxBytesPerSecond }: LineLimits,
  { onLine, onDropped }: LineEvents,
): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let lines = 0;
  let bytes = 0;
  let second: NodeJS.Timeout | undefined;

  const endSecond = (): void => {
    if (lines > maxLinesPerSecond) onDropped(lines - maxLinesPerSecond);
    lines = 0;
    bytes = 0;
    second = undefined;
    stream.resume();
  };
  const emit = (line: string): void => {
    if (line === '') return;
    lines += 1;
    if (lines <= maxLinesPerSecond) onLine(line.slice(0, maxLineLength));
  };

  stream.on('data', (chunk: Buffer) => {
    second ??= setTimeout(endSecond, secondMs).unref();
    bytes += chunk.length;
    if (bytes > maxBytesPerSecond) stream.pause();
    const parts = decoder.write(chunk).split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      emit(rest + part);
      rest = '';
    }
    // What is beyond the limit is never kept.
    rest = (rest + last).slice(0, maxLineLength);
  });
  stream.on('end', () => {
    emit(rest);
    clearTimeout(second);
    endSecond();
  });
  // A pipe that breaks ends with its process.
  stream.on('error', () => undefined);
}
