import { misfit } from '../../component/leaf-output.ts';
import type { ObjectShape, TypeShape } from './shape.ts';

/**
 * Makes of a guest's value what is selected of it.
 * @returns `misfit` when that isn't all in it, or not as the schema has it
 */
export function project(value: unknown, type: TypeShape): unknown {
  if (value === null || value === undefined) return type.isNonNull ? misfit : null;
  switch (type.kind) {
    case 'leaf':
      return type.output(value);
    case 'list':
      return projectList(value, type.of);
    case 'object':
      return projectObject(value, type.shape);
    case 'abstract':
      return misfit;
  }
}

function projectList(value: unknown, type: TypeShape): unknown {
  if (!Array.isArray(value)) return misfit;
  const items: unknown[] = [];
  for (const item of value) {
    const projected = project(item, type);
    if (projected === misfit) return misfit;
    items.push(projected);
  }
  return items;
}

function projectObject(value: unknown, { type: { name: typename }, fields }: ObjectShape): unknown {
  if (!isObject(value)) return misfit;
  const output: Record<string, unknown> = {};
  for (const { responseName, name, type, hasArguments } of fields) {
    if (type === null) {
      output[responseName] = typename;
      continue;
    }
    if (hasArguments || !Object.hasOwn(value, name)) return misfit;
    const projected = project(value[name], type);
    if (projected === misfit) return misfit;
    output[responseName] = projected;
  }
  return output;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
