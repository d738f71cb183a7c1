import type { Definition } from './define-extension.ts';
import { MisuseError } from './misuse.ts';
import type { Schema } from './schema.ts';

const migrationName = /^[0-9A-Za-z._-]{1,128}$/;

/**
 * Finds what would only come to light when somebody asks for it. A build evaluates the modules, so it stops there.
 * @throws MisuseError
 */
export function checkDefinition({ schema, resolvers, entities = {}, migrations = {} }: Definition): void {
  if (typeof schema !== 'object' || typeof schema.sdl !== 'string') {
    throw new MisuseError(
      'defineExtension needs the schema that the build writes. Write: import { schema } from "./schema.generated.ts"',
    );
  }
  checkResolvers(schema, resolvers as Readonly<Record<string, object | undefined>>);
  for (const [typeName, resolver] of Object.entries(entities)) {
    if (!schema.entities.includes(typeName))
      throw unknown(`entities.${typeName}`, typeName, schema.entities, 'type with a key');
    if (!isResolver(resolver)) throw notResolver(`entities.${typeName}`, resolver);
  }
  for (const [name, sql] of Object.entries(migrations)) {
    if (!migrationName.test(name) || /^\d+$/.test(name)) {
      throw new MisuseError(
        `The migration ${JSON.stringify(name)} needs a name such as "0001-issues": letters, digits, ".", "_" and "-", not digits alone.`,
      );
    }
    if (typeof sql !== 'string') throw new MisuseError(`The migration "${name}" has to be a text of SQL.`);
  }
}

function checkResolvers(schema: Schema, resolvers: Readonly<Record<string, object | undefined>>): void {
  for (const [typeName, given] of Object.entries(resolvers)) {
    const known = schema.fields[typeName];
    if (known === undefined)
      throw unknown(`resolvers.${typeName}`, typeName, Object.keys(schema.fields), 'type');
    for (const [field, resolver] of Object.entries(given ?? {})) {
      const place = `resolvers.${typeName}.${field}`;
      if (known[field] === undefined) throw unknown(place, field, Object.keys(known), `field of ${typeName}`);
      if (!isResolver(resolver)) throw notResolver(place, resolver);
    }
  }
  for (const [typeName, fields] of Object.entries(schema.fields)) {
    for (const [field, need] of Object.entries(fields)) {
      if (need === 'possible' || Reflect.has(resolvers[typeName] ?? {}, field)) continue;
      throw new MisuseError(
        `schema.graphql has ${typeName}.${field}, and there is no resolver for it. Write resolvers: { ${typeName}: { ${field}: … } }.`,
      );
    }
  }
}

/** A function, a keyed query or a batch. */
function isResolver(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (typeof value !== 'object' || value === null) return false;
  const { by, query, values } = value as { by?: unknown; query?: unknown; values?: unknown };
  return (typeof by === 'string' && typeof query === 'function') || typeof values === 'function';
}

function notResolver(place: string, value: unknown): MisuseError {
  const what =
    value === null
      ? 'null'
      : typeof value === 'object'
        ? `an object with ${Object.keys(value).join(', ') || 'nothing'}`
        : `a ${typeof value}`;
  return new MisuseError(
    `${place} is ${what}. Write a function, or { by: 'column', query: ({ parents }) => db.query\`…\` }, or { values: ({ parents }) => [...] }.`,
  );
}

function unknown(place: string, name: string, known: readonly string[], what: string): MisuseError {
  const list = known.length === 0 ? 'none' : known.join(', ');
  return new MisuseError(`${place}: schema.graphql has no ${what} with the name "${name}". It has ${list}.`);
}
