import { printable } from '@forgepoint/common/forge-error.ts';
import { shownPath } from '../build/problem-in-file.ts';
import { isOfAuthor, type SourcePositions } from '../build/source-positions.ts';

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

/**
 * @param message a line that the guest logged
 * @param fields of that line
 * @returns `undefined` when it tells of no exception
 */
export function exceptionIn(message: string, fields: unknown): GuestException | undefined {
  return ofSdk(message, fields) ?? ofLiveGuest(message);
}

/** The SDK logs what a resolver throws, and goes on. */
function ofSdk(message: string, fields: unknown): GuestException | undefined {
  const { place, stack } = (fields ?? {}) as { readonly place?: unknown; readonly stack?: unknown };
  if (typeof place !== 'string' || typeof stack !== 'string') return undefined;
  const told = /^ threw (?<name>[^:]*): (?<text>[^]*)$/.exec(message.slice(place.length))?.groups;
  if (told === undefined) return undefined;
  return { call: place, name: told['name'] ?? '', message: told['text'] ?? '', stack };
}

function ofLiveGuest(message: string): GuestException | undefined {
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

/**
 * The exception in lines, with its places in the author's files.
 * @param entry absolute path: frames of packages that the extension uses are left out, unless there are no others
 */
export function formatException(
  { call, name, message, stack }: GuestException,
  positions: SourcePositions,
  entry: string,
): string {
  const frames = stack.split('\n').flatMap((text) => {
    const groups = frame.exec(text)?.groups;
    if (groups === undefined) return [];
    const at = positions(Number(groups['line']), Number(groups['column']));
    const what = groups['what'] === '' ? '<anonymous>' : (groups['what'] ?? '');
    if (at === undefined) return [];
    const line = `    at ${printable(what)} (${shownPath(at.file)}:${at.line}:${at.column})`;
    return [{ line, isOwn: isOfAuthor(at.file, entry) }];
  });
  const own = frames.filter(({ isOwn }) => isOwn);
  return [
    `${printable(call)} threw ${printable(name)}: ${printable(message)}`,
    ...(own.length > 0 ? own : frames).map(({ line }) => line),
  ].join('\n');
}
