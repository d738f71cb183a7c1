import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One operation of the corpus. */
export interface Case {
  /** Of the file, without `.graphql`. */
  readonly group: string;
  readonly title: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  /** Whether the answer is to have errors: a case can't lack them, or have them, by mistake. */
  readonly expectsErrors: boolean;
  /** What the gateway answers where that is known to differ from graphql-js. */
  readonly knownAnswer: KnownAnswer | undefined;
}

export interface KnownAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: readonly (string | number)[]; readonly code: string }[];
}

const header = /^#: ?(.*)$/;

/**
 * Reads every `.graphql` file of a folder. A line `#: title` begins a case; `#: variables {…}`,
 * `#: operation Name`, `#: errors` and `#: gateway {…}` may follow it, then the document as a client sends it.
 * @param ids what `{{group/repository}}` stands for, by path
 * @throws Error naming the file, when it can't be understood
 */
export function readCorpus(folder: string, ids: ReadonlyMap<string, string>): readonly Case[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  return files.toSorted().flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8').replace(/\{\{(.+?)\}\}/g, (_, path: string) => {
      const id = ids.get(path);
      if (id === undefined) throw new Error(`${file}: there is no group or repository at "${path}"`);
      return id;
    });
    return casesOf(text).map((lines) => parseCase(basename(file, '.graphql'), lines));
  });
}

function casesOf(text: string): readonly (readonly string[])[] {
  const cases: string[][] = [];
  let inHeader = false;
  for (const line of text.split('\n')) {
    const isHeader = header.test(line);
    if (isHeader && !inHeader) cases.push([]);
    cases.at(-1)?.push(line);
    inHeader = isHeader;
  }
  return cases;
}

function parseCase(group: string, lines: readonly string[]): Case {
  const headers = lines.filter((line) => header.test(line)).map((line) => header.exec(line)?.[1] ?? '');
  const [title = '', ...rest] = headers;
  let variables = {};
  let operationName: string | undefined;
  let expectsErrors = false;
  let knownAnswer: KnownAnswer | undefined;
  for (const line of rest) {
    const [key = '', ...words] = line.split(' ');
    const value = words.join(' ');
    if (key === 'variables') variables = JSON.parse(value) as object;
    else if (key === 'operation') operationName = value;
    else if (key === 'errors') expectsErrors = true;
    else if (key === 'gateway') knownAnswer = JSON.parse(value) as KnownAnswer;
    else throw new Error(`${group}, "${title}": a header line begins with "${key}"`);
  }
  const query = lines.filter((line) => !header.test(line)).join('\n');
  return { group, title, query, variables, operationName, expectsErrors, knownAnswer };
}
