import { Kind, type ConstDirectiveNode } from 'graphql';
import { argumentOf, textArgument } from './directive-arguments.ts';
import { readFederationLink, type FederationLink } from './federation-link.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';

/** What the `@link`s of an SDL say. */
export interface SpecLinks {
  /** `undefined`: the SDL doesn't link federation, and uses the directives under their own names. */
  readonly federation: FederationLink | undefined;
  /** Links to specifications that aren't Apollo's. */
  readonly others: readonly ConstDirectiveNode[];
}

const federationUrl = /^https:\/\/specs\.apollo\.dev\/federation\/v(\d{1,4})\.(\d{1,4})\/?$/;
const linkUrl = /^https:\/\/specs\.apollo\.dev\/link\/v1\.0\/?$/;
const otherUrl = /^https:\/\/[a-z0-9.-]+(?:\/[\w.-]+)*\/([A-Za-z]\w*)\/v\d{1,4}\.\d{1,4}\/?$/;
const apollo = 'https://specs.apollo.dev/';
const argumentNames: ReadonlySet<string> = new Set(['url', 'as', 'import']);
/** Prefixes that composition itself writes in a supergraph. */
const takenNames: ReadonlySet<string> = new Set(
  (
    'core link join federation connect source cost cacheTag context inaccessible tag authenticated ' +
    'requiresScopes policy'
  ).split(' '),
);

/**
 * Reads every `@link` among the directives of an SDL's schema.
 * @param mayLinkOthers the operator has granted it
 */
export function readLinks(
  directives: readonly ConstDirectiveNode[],
  mayLinkOthers: boolean,
): { readonly links: SpecLinks; readonly problems: readonly SdlProblem[] } {
  const problems: SdlProblem[] = [];
  const others: ConstDirectiveNode[] = [];
  let federation: FederationLink | undefined;
  for (const directive of directives) {
    if (directive.name.value !== 'link') continue;
    const url = textArgument(directive, 'url') ?? '';
    const version = federationUrl.exec(url);
    const problem = argumentProblem(directive) ?? otherProblem(directive, url, mayLinkOthers);
    if (problem !== undefined) problems.push(problem);
    else if (version === null && !linkUrl.test(url)) others.push(directive);
    if (version === null) continue;
    if (federation !== undefined)
      problems.push(problemAt(directive, 'Federation is linked twice.', 'Write one @link for it.'));
    const read = readFederationLink(directive, [Number(version[1]), Number(version[2])]);
    federation = read.link;
    problems.push(...read.problems);
  }
  return { links: { federation, others }, problems };
}

/** `for` would let a router refuse the whole graph. */
function argumentProblem(directive: ConstDirectiveNode): SdlProblem | undefined {
  const odd = (directive.arguments ?? []).find(({ name }) => !argumentNames.has(name.value));
  return odd === undefined
    ? undefined
    : problemAt(odd, `A @link can't have "${odd.name.value}" here.`, 'Give it "url" and "import" only.');
}

function otherProblem(
  directive: ConstDirectiveNode,
  url: string,
  permitted: boolean,
): SdlProblem | undefined {
  if (federationUrl.test(url)) return undefined;
  if (linkUrl.test(url)) {
    return argumentOf(directive, 'as') === undefined && argumentOf(directive, 'import') === undefined
      ? undefined
      : problemAt(directive, '@link is given another name.', 'Leave this @link out.');
  }
  if (url.startsWith(`${apollo}connect/`)) {
    return problemAt(
      directive,
      'The SDL links connectors, by which a router calls addresses that the extension names.',
      'Leave them out; no grant permits them.',
    );
  }
  if (url.startsWith(apollo)) {
    return problemAt(
      directive,
      `The SDL links "${url}", which an extension can't link by itself.`,
      `Import what you need from ${apollo}federation/v2.9, or leave it out.`,
    );
  }
  if (!permitted) {
    return problemAt(
      directive,
      `The SDL links another specification than federation: "${url}".`,
      'Leave it out, or ask the operator for the grant "federation".',
    );
  }
  const name = otherUrl.exec(url)?.[1];
  if (name === undefined || name.includes('__') || takenNames.has(name)) {
    return problemAt(
      directive,
      `"${url}" can't be linked.`,
      'Give a URL such as "https://example.com/specs/mine/v1.0" with a name that no specification of federation has.',
    );
  }
  return importsPlainNames(directive)
    ? undefined
    : problemAt(
        directive,
        `The link to "${url}" renames what it brings.`,
        'Write it with "url" and plain names in "import", such as import: ["@mine"].',
      );
}

function importsPlainNames(directive: ConstDirectiveNode): boolean {
  const imported = argumentOf(directive, 'import');
  return (
    argumentOf(directive, 'as') === undefined &&
    imported?.kind === Kind.LIST &&
    imported.values.every((entry) => entry.kind === Kind.STRING && entry.value.startsWith('@'))
  );
}
