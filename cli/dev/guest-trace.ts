import { printable } from '@forgepoint/common/forge-error.ts';
import { shownPath } from '../build/problem-in-file.ts';
import type { SourcePositions } from '../build/source-positions.ts';

/** What a guest threw, as the guest itself tells it. */
export interface GuestException {
  /** `init`, or `Type.field`. */
  readonly call: string;
  readonly name: string;
  readonly message: string;
  /** In places of the bundle. */
  readonly stack: string;
}

const mark = 'forge:exception ';

/** @param message a line that the guest logged @returns `undefined` when it tells of no exception */
export function exceptionIn(message: string): GuestException | undefined {
  if (!message.startsWith(mark)) return undefined;
  try {
    const told = JSON.parse(message.slice(mark.length)) as Partial<Record<keyof GuestException, unknown>>;
    const { call, name, message: text, stack } = told;
    return { call: String(call), name: String(name), message: String(text), stack: String(stack) };
  } catch {
    return undefined;
  }
}

/** What the engine prints when a guest throws: told better by {@link exceptionIn}. */
export function isEngineNoise(message: string): boolean {
  return /^thread '[^']*' .*panicked at |^Failed to (?:call|get) '|^note: run with `RUST_BACKTRACE/.test(
    message,
  );
}

/** The source is evaluated as a text without a name. */
const frame = /^\s*at (?<what>.*?) ?\((?:<input>|<evalScript>):(?<line>\d+):(?<column>\d+)\)$/;

/** The exception in lines, its places in the author's files. */
export function formatException(
  { call, name, message, stack }: GuestException,
  positions: SourcePositions,
): string {
  const frames = stack.split('\n').flatMap((text) => {
    const groups = frame.exec(text)?.groups;
    if (groups === undefined) return [];
    const at = positions(Number(groups['line']), Number(groups['column']));
    const what = groups['what'] === '' ? '<anonymous>' : (groups['what'] ?? '');
    return at === undefined
      ? []
      : [`    at ${printable(what)} (${shownPath(at.file)}:${at.line}:${at.column})`];
  });
  return [`${printable(call)} threw ${printable(name)}: ${printable(message)}`, ...frames].join('\n');
}
