import type { ProjectionText } from '../../component/guest-call.ts';
import type { ProjectedField, Projection } from '../../component/projection.ts';
import type { ObjectShape, TypeShape } from './shape.ts';

/** @returns what to tell the guest's thread of a field's selection; `undefined` when rows alone can't be all of it */
export function projectionOf(type: TypeShape): ProjectionText | undefined {
  const isList = type.kind === 'list';
  const of = isList ? type.of : type;
  if (of.kind !== 'object') return undefined;
  const fields = fieldsOf(of.shape);
  if (fields === undefined) return undefined;
  const projection: Projection = { isList, isNonNull: type.isNonNull, fields };
  return JSON.stringify(projection);
}

function fieldsOf({ type, fields }: ObjectShape): readonly ProjectedField[] | undefined {
  const projected: ProjectedField[] = [];
  for (const { responseName, name, type: fieldType, hasArguments } of fields) {
    // What is written can still be needed by the names of its fields, when another part of the answer fails.
    if (responseName !== name || hasArguments) return undefined;
    if (fieldType === null) {
      projected.push({ kind: 'typename', typename: type.name });
      continue;
    }
    const { isNonNull } = fieldType;
    if (fieldType.kind === 'leaf' && fieldType.type !== null) {
      projected.push({ kind: 'leaf', name, type: fieldType.type, isNonNull });
    } else if (fieldType.kind === 'object') {
      const below = fieldsOf(fieldType.shape);
      if (below === undefined) return undefined;
      projected.push({ kind: 'object', name, fields: below, isNonNull });
    } else return undefined;
  }
  return projected;
}
