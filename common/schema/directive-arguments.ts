import { Kind, type ConstDirectiveNode, type ConstValueNode } from 'graphql';
import type { KnownDirective } from './known-directives.ts';
import { problemAt, type SdlProblem } from './sdl-problem.ts';

export function argumentOf(directive: ConstDirectiveNode, name: string): ConstValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

/** @returns the text, or `undefined` when the argument is absent or no string */
export function textArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** Checks that a directive has the arguments that its specification gives it, each of its type and once. */
export function argumentProblems(
  directive: ConstDirectiveNode,
  name: string,
  { arguments: expected }: KnownDirective,
): readonly SdlProblem[] {
  const written = `@${name}(${Object.entries(expected)
    .map(([argument, type]) => `${argument}: ${type}`)
    .join(', ')})`.replace('()', '');
  const remedy = `Write ${written}.`;
  const problems: SdlProblem[] = [];
  const seen = new Set<string>();
  for (const argument of directive.arguments ?? []) {
    const argumentName = argument.name.value;
    const type = Object.hasOwn(expected, argumentName) ? expected[argumentName] : undefined;
    if (type === undefined) {
      problems.push(problemAt(argument, `@${name} has no argument "${argumentName}".`, remedy));
      continue;
    }
    if (seen.has(argumentName)) {
      problems.push(problemAt(argument, `@${name} is given "${argumentName}" twice.`, 'Give it once.'));
    }
    seen.add(argumentName);
    const kind = type === 'Boolean' ? Kind.BOOLEAN : Kind.STRING;
    if (argument.value.kind !== kind) {
      problems.push(
        problemAt(argument, `The argument "${argumentName}" of @${name} is not of the type ${type}.`, remedy),
      );
    }
  }
  for (const [argumentName, type] of Object.entries(expected)) {
    if (type !== 'String!' || seen.has(argumentName)) continue;
    problems.push(problemAt(directive, `@${name} lacks the argument "${argumentName}".`, remedy));
  }
  return problems;
}
