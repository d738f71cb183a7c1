import { ForgeError } from '@forgepoint/common/forge-error.ts';

/** One thing that is wrong with the configuration, in two sentences. */
export interface ConfigProblem {
  readonly message: string;
  readonly remedy: string;
}

const maxNamed = 5;

/** A setting that can't be used. */
export function configError(...problems: readonly ConfigProblem[]): ForgeError {
  const named = problems.slice(0, maxNamed);
  const left = problems.length - named.length;
  const messages = named.map(({ message }) => message);
  if (left > 0) messages.push(`There are ${left} more problems.`);
  const remedies = [...new Set(named.map(({ remedy }) => remedy))];
  return new ForgeError('CONFIG_INVALID', messages.join(' '), { remedy: remedies.join(' ') });
}

/** A value as it stands in a sentence. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
