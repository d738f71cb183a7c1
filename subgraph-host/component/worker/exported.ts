import { printable } from '@forgepoint/common/forge-error.ts';
import { InterfaceViolation } from './instance.ts';

/** Reads what generated glue returns: unchecked values of a guest. */
export type Exported = (...parameters: readonly unknown[]) => unknown;

export function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) throw new InterfaceViolation(`there is no ${name}`);
  return (value as Record<string, unknown>)[name];
}

export function exported(api: unknown, name: string): Exported {
  const value = member(api, name);
  if (typeof value !== 'function') throw new InterfaceViolation(`the component exports no ${name}`);
  return value as Exported;
}

export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new InterfaceViolation(`${what} is not a string`);
  return value;
}

const maxLabelLength = 256;

/** A text that is shown to people, bounded and without control characters. */
export function label(value: unknown, what: string): string {
  return printable(text(value, what).slice(0, maxLabelLength));
}

/** @param from the function that gave it @param items what it holds, in the plural */
export function list(value: unknown, from: string, items: string, maxLength: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new InterfaceViolation(`${from} answered with no list of ${items}`);
  if (value.length <= maxLength) return value as readonly unknown[];
  throw new InterfaceViolation(`${from} answered with more than ${maxLength} ${items}`);
}

/**
 * For a function whose `result` is empty or a text. An error arrives as a thrown value with the text as its
 * payload.
 * @returns the text of the error
 */
export function errorTextOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (typeof error === 'string') return error;
    const payload: unknown =
      typeof error === 'object' && error !== null ? member(error, 'payload') : undefined;
    if (typeof payload === 'string') return payload;
    throw error;
  }
}
