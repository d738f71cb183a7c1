import { Kind, type ConstDirectiveNode, type ConstValueNode } from 'graphql';
import { argumentOf, textArgument } from './directive-arguments.ts';
import { federationTypes, knownDirectives, newestFederation } from './known-directives.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';

/** What a `@link` to federation's specification says. */
export interface FederationLink {
  /** Minor version of federation 2. */
  readonly minor: number;
  /** The specification's name of each directive, by the name that it has in this SDL. */
  readonly directives: ReadonlyMap<string, string>;
}

interface Import {
  readonly isDirective: boolean;
  readonly name: string;
  readonly as: string;
}

const prefixSeparator = '__';
const identifier = /^[A-Za-z](?:_?[A-Za-z0-9])*$/;

/**
 * Reads the version and every import, renamed or under a prefix, so that each directive is judged by its own
 * name and no other name smuggles it in.
 * @param version such as `[2, 9]`
 */
export function readFederationLink(
  directive: ConstDirectiveNode,
  [major, minor]: readonly [number, number],
): { readonly link: FederationLink; readonly problems: readonly SdlProblem[] } {
  const problems: SdlProblem[] = [];
  if (major !== 2 || minor > newestFederation) {
    problems.push(
      problemAt(
        directive,
        `The SDL links federation v${major}.${minor}; this gateway composes v2.0 to v2.${newestFederation}.`,
        'Link such a version, or leave the @link out: the host adds one.',
      ),
    );
  }
  const prefix = textArgument(directive, 'as') ?? 'federation';
  if (!identifier.test(prefix))
    problems.push(problemAt(directive, `"${prefix}" can't be a prefix.`, 'Leave "as" out.'));
  const directives = new Map<string, string>();
  for (const [name, { since }] of knownDirectives) {
    if (since === undefined) directives.set(name, name);
    else if (since <= minor) directives.set(`${prefix}${prefixSeparator}${name}`, name);
  }
  for (const entry of importsOf(directive)) {
    const found = readImport(entry);
    const problem =
      found === undefined ? notUnderstood(entry) : importProblem(entry, found, minor, directives);
    if (problem !== undefined) problems.push(problem);
    else if (found?.isDirective === true) directives.set(found.as, found.name);
  }
  return { link: { minor, directives }, problems };
}

/** A single value may stand where a list is expected. */
function importsOf(directive: ConstDirectiveNode): readonly ConstValueNode[] {
  const value = argumentOf(directive, 'import');
  if (value === undefined) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

function importProblem(
  entry: ConstValueNode,
  { isDirective, name, as }: Import,
  minor: number,
  directives: ReadonlyMap<string, string>,
): SdlProblem | undefined {
  if (!isDirective && federationTypes.has(name)) return undefined;
  const since = isDirective ? knownDirectives.get(name)?.since : undefined;
  if (since === undefined || since > minor) {
    return problemAt(
      entry,
      `Federation v2.${minor} has no "${isDirective ? '@' : ''}${name}".`,
      since === undefined ? 'Leave the import out.' : `Link v2.${since} or a newer version.`,
    );
  }
  const other = directives.get(as);
  return other === undefined || other === name
    ? undefined
    : problemAt(entry, `"@${as}" would be both @${other} and @${name}.`, 'Give each a name of its own.');
}

/** `"@key"`, or `{ name: "@key", as: "@primaryKey" }`. */
function readImport(entry: ConstValueNode): Import | undefined {
  const original = entry.kind === Kind.STRING ? entry.value : textOf(entry, 'name');
  const as = textOf(entry, 'as') ?? original;
  if (original === undefined || as === undefined) return undefined;
  const isDirective = original.startsWith('@');
  if (as.startsWith('@') !== isDirective || !identifier.test(as.replace('@', ''))) return undefined;
  return { isDirective, name: original.replace('@', ''), as: as.replace('@', '') };
}

function textOf(entry: ConstValueNode, name: string): string | undefined {
  if (entry.kind !== Kind.OBJECT) return undefined;
  const value = entry.fields.find((field) => field.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function notUnderstood(entry: ConstValueNode): SdlProblem {
  return problemAt(entry, 'This import is not understood.', 'Write it as in import: ["@key"].');
}
