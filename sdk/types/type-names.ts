import { Kind, type TypeNode } from 'graphql';
import type { SdlTypes } from './read-sdl.ts';

/** Names that a generated module needs itself, or that TypeScript keeps for itself. */
const taken: ReadonlySet<string> = new Set([
  'forge',
  'schema',
  'ExtensionResolvers',
  'ExtensionEntities',
  'ExtensionConfig',
  'Ctx',
  'any',
  'bigint',
  'boolean',
  'never',
  'number',
  'object',
  'string',
  'symbol',
  'undefined',
  'unknown',
  'void',
]);

export function typeName(name: string): string {
  return taken.has(name) ? `${name}_` : name;
}

export type ScalarTypes = Readonly<Record<string, string>>;

/** What arguments are of: the host has checked and coerced them. */
export const argumentScalars: ScalarTypes = {
  ID: 'string',
  String: 'string',
  Int: 'number',
  Float: 'number',
  Boolean: 'boolean',
};

/** What can be answered: SQLite has neither booleans nor textual keys. */
export const answerScalars: ScalarTypes = {
  ...argumentScalars,
  ID: 'string | number',
  Boolean: 'boolean | 0 | 1',
};

/** TypeScript of a type, and null with it when the type can be null. */
export function typeOf(type: TypeNode, types: SdlTypes, scalars: ScalarTypes): string {
  if (type.kind === Kind.NON_NULL_TYPE) return bare(type.type, types, scalars);
  return `${bare(type, types, scalars)} | null`;
}

/** TypeScript of a type, without null. */
export function bare(type: TypeNode, types: SdlTypes, scalars: ScalarTypes): string {
  switch (type.kind) {
    case Kind.NON_NULL_TYPE:
      return bare(type.type, types, scalars);
    case Kind.LIST_TYPE:
      return `readonly (${typeOf(type.type, types, scalars)})[]`;
    case Kind.NAMED_TYPE: {
      const name = type.name.value;
      return scalars[name] ?? (types.scalars.has(name) ? 'forge.Json' : typeName(name));
    }
  }
}

/** The name at the core of a type, and whether it is a list. */
export function coreOf(type: TypeNode): { readonly name: string; readonly isList: boolean } {
  if (type.kind === Kind.NAMED_TYPE) return { name: type.name.value, isList: false };
  const inner = coreOf(type.type);
  return type.kind === Kind.LIST_TYPE ? { ...inner, isList: true } : inner;
}

/** A type that holds values and no fields. */
export function isLeaf(name: string, types: SdlTypes): boolean {
  return (
    Object.hasOwn(argumentScalars, name) ||
    types.scalars.has(name) ||
    types.enums.some((node) => node.name.value === name)
  );
}

/** A comment for an editor. */
export function comment(text: string | undefined, indent = ''): string {
  if (text === undefined) return '';
  const lines = text.replaceAll('*/', '*\\/').trim().split('\n');
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line.trim()}`.trimEnd()).join('\n')}\n${indent} */\n`;
}
