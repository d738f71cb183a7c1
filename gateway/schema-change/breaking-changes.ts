import { ChangeType, CriticalityLevel, diff, type Change } from '@graphql-inspector/core';
import { isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';
import { clientSchema } from './client-schema.ts';

/** Something that clients could do with the old schema and can't with the new one. */
export interface BreakingChange {
  /** `Type`, `Type.field` or `Type.field.argument`. */
  readonly coordinate: string;
  /** A sentence without its full stop. */
  readonly what: string;
  /** An operation that uses one of these notices it. */
  readonly usedAs: readonly string[];
}

/** @param before a composed supergraph @param after another */
export async function breakingChanges(before: string, after: string): Promise<readonly BreakingChange[]> {
  if (before === after) return [];
  const old = clientSchema(before);
  const changes = await diff(old, clientSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map((change) => {
      const coordinate = change.path ?? '';
      return { coordinate, what: change.message.replace(/\.$/, ''), usedAs: usedAs(change, coordinate, old) };
    });
}

/** Fields count for themselves, arguments only where they are given; of enums, inputs and unions any use counts. */
function usedAs({ type }: Change, coordinate: string, old: GraphQLSchema): readonly string[] {
  const [typeName = '', field, argument] = coordinate.split('.');
  const owner = old.getType(typeName);
  if (field === undefined || !(isObjectType(owner) || isInterfaceType(owner))) return [typeName];
  const isAboutGiven =
    type === ChangeType.FieldArgumentRemoved || type === ChangeType.FieldArgumentTypeChanged;
  return argument !== undefined && isAboutGiven ? [coordinate] : [`${typeName}.${field}`];
}
