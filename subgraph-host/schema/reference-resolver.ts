import { referenceField, type GuestCall } from '../component/guest-call.ts';
import { scopeOfField } from './call-scope.ts';
import { valueOf } from './field-resolver.ts';
import { entityNotFound, invalidResult } from './guest-error.ts';
import { kindOf } from './leaf-values.ts';
import type { EntitySource } from './plan.ts';
import type { RequestContext } from './request-context.ts';

type Representation = Readonly<Record<string, unknown>>;
type ReferenceResolver = (representation: Representation, context: RequestContext) => unknown;

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
      return (representation, context) =>
        ask(extension, source.abstract ? undefined : typeName, context, {
          field: referenceField,
          parentType: typeName,
          arguments: '{}',
          parent: JSON.stringify(representation),
          scope: scopeOfField(context, typeName, representation),
        });
    case 'root-field':
      return (representation, context) =>
        ask(extension, typeName, context, {
          field: source.field,
          parentType: 'Query',
          arguments: JSON.stringify({ [source.argument]: representation['id'] }),
          parent: null,
          scope: scopeOfField(context, 'Query', representation),
        });
  }
}

/** @param typeName of what is found; `undefined`: the guest says it */
async function ask(
  extension: string,
  typeName: string | undefined,
  context: RequestContext,
  call: GuestCall,
): Promise<object> {
  const value = valueOf(extension, call.parentType, await context.caller.read(call));
  const wanted = typeName ?? call.parentType;
  if (value === null) throw entityNotFound(extension, wanted);
  if (typeof value === 'object' && !Array.isArray(value)) {
    return typeName === undefined ? value : { ...value, __typename: typeName };
  }
  throw invalidResult(extension, wanted, `${kindOf(value)} for an entity`);
}
