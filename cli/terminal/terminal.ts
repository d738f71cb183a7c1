import { styleText } from 'node:util';
import { escapeInvisible } from '@forgepoint/common/escape-invisible.ts';
import { printableLines } from '@forgepoint/common/forge-error.ts';

type Style = Parameters<typeof styleText>[0];

/**
 * Where the program writes: results to standard output, everything else to standard error. Text of others never
 * reaches a terminal with control characters in it, and colours are there only on a terminal and without NO_COLOR.
 */
export interface Terminal {
  /** A result, as lines of text. */
  result(text: string): void;
  /** A result for a machine. */
  json(value: unknown): void;
  /** A line for the one who watches. */
  note(text: string): void;
  /** A part of a line in a colour, where there are colours. @param stream where it will be written */
  style(style: Style, text: string, stream?: 'result' | 'note'): string;
  /** Says what takes a while, until the next step or {@link done}. */
  step(what: string): void;
  done(): void;
}

export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const eraseLine = '\r\u001b[K';

/** @param streams those of the process */
export function createTerminal({ stdout, stderr }: Streams): Terminal {
  let step: string | undefined;
  const erase = (): void => {
    if (step !== undefined && stderr.isTTY) stderr.write(eraseLine);
  };
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    erase();
    stream.write(`${text}\n`);
    if (step !== undefined && stderr.isTTY) stderr.write(step);
  };
  return {
    result: (text) => write(stdout, text),
    json: (value) => write(stdout, escapeInvisible(JSON.stringify(value, null, 2))),
    note: (text) => write(stderr, text),
    style: (style, text, stream = 'result') =>
      styleText(style, text, { stream: stream === 'result' ? stdout : stderr }),
    step: (what) => {
      erase();
      step = `${printableLines(what)} …`;
      stderr.write(stderr.isTTY ? step : `${step}\n`);
    },
    done: () => {
      erase();
      step = undefined;
    },
  };
}

/** Gives texts as they are, for where there are no colours: only its `style` is of use. */
export const plainTerminal: Pick<Terminal, 'style'> = { style: (_style, text) => text };
