import { scopeOfField } from './call-scope.ts';
import type { FieldAnswer } from './field-answer.ts';
import { valueOf } from './field-resolver.ts';
import { entityNotFound, invalidResult } from './guest-error.ts';
import { kindOf } from './leaf-values.ts';
import type { EntitySource } from './plan.ts';
import type { RequestContext } from './request-context.ts';

type Representation = Readonly<Record<string, unknown>>;
export type ReferenceResolver = (representation: Representation, context: RequestContext) => unknown;

/** Answers one representation of `_entities`. */
export function referenceResolver(
  extension: string,
  typeName: string,
  source: EntitySource,
): ReferenceResolver {
  switch (source.kind) {
    case 'stub':
      return (representation) => representation;
    case 'reference':
      return async (representation, context) => {
        const scope = scopeOfField(context, typeName, representation);
        const parent = { json: JSON.stringify(representation), scope };
        const answer = await context.caller.entity(typeName, parent);
        return entityOf(extension, typeName, answer, source.abstract);
      };
    case 'root-field':
      return async (representation, context) => {
        const answer = await context.caller.root({
          parentType: 'Query',
          field: source.field,
          args: JSON.stringify({ [source.argument]: representation['id'] }),
          scope: scopeOfField(context, 'Query', representation),
        });
        return entityOf(extension, typeName, answer, false);
      };
  }
}

/** @param isAbstract the guest says which type it found */
function entityOf(extension: string, typeName: string, answer: FieldAnswer, isAbstract: boolean): object {
  const value = valueOf(extension, typeName, answer);
  if (value === null) throw entityNotFound(extension, typeName);
  if (typeof value === 'object' && !Array.isArray(value)) {
    return isAbstract ? value : { ...value, __typename: typeName };
  }
  throw invalidResult(extension, typeName, `${kindOf(value)} for an entity`);
}
