import { hostPrefix, pragmas, refusedFunctions, refusedModules, refusedPragmas } from './policy.ts';
import { upperCase, type SqlToken } from './tokenizer.ts';

/** Tables that the engine has without their being created, in upper case. */
const refusedTables: ReadonlySet<string> = new Set(
  [
    ...[...refusedModules].filter(([, kind]) => kind === 'eponymous').map(([name]) => name),
    ...[...refusedPragmas].map((name) => `pragma_${name}`),
    ...[...pragmas].filter(([, { asTable }]) => !asTable).map(([name]) => `pragma_${name}`),
  ].map(upperCase),
);
const refusedCalls: ReadonlySet<string> = new Set([...refusedFunctions].map(upperCase));
const prefix = upperCase(hostPrefix);
/** Longer strings are no names of the engine or of the host. */
const maxNameLength = 64;

/**
 * Says what is wrong with a token as a name, wherever it stands: SQLite takes a string for a name where it needs one,
 * so a string that is nothing but such a name is refused as well.
 * @returns a sentence, or `undefined` when nothing is
 */
export function reservedName({ kind, text }: SqlToken): string | undefined {
  if (kind !== 'word' && kind !== 'name' && kind !== 'string') return undefined;
  if (kind === 'string' && text.length > maxNameLength) return undefined;
  const name = kind === 'word' ? text : upperCase(text);
  if (refusedTables.has(name)) return `The table ${name.toLowerCase()} is not permitted.`;
  if (!name.startsWith(prefix) || (kind === 'string' && !/^\w+$/.test(name))) return undefined;
  return `Names that begin with ${hostPrefix} belong to the host.`;
}

/** @returns a sentence when a name before an opening parenthesis is a function that may not be called */
export function refusedCall({ kind, text }: SqlToken): string | undefined {
  if (kind !== 'word' && kind !== 'name') return undefined;
  const name = kind === 'word' ? text : upperCase(text);
  return refusedCalls.has(name) ? `The function ${name.toLowerCase()} is not permitted.` : undefined;
}
