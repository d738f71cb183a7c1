import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { Configuration } from '@forgepoint/common/permissions/configuration.ts';

const maxShown = 5;

/** Keywords whose failure only says that something inside of them has failed, which is told as well. */
const wrappers: ReadonlySet<string> = new Set([
  '$ref',
  'additionalProperties',
  'allOf',
  'dependentSchemas',
  'else',
  'items',
  'patternProperties',
  'prefixItems',
  'properties',
  'then',
]);

/**
 * Checks what the operator wrote against the schema of the extension's author, and puts the schema's defaults in
 * where nothing was written. The schema is not trusted: it is interpreted, never compiled, and whoever calls this
 * has to be able to end it, since a pattern can take for ever.
 * @returns JSON text
 * @throws ForgeError EXTENSION_CONFIG_INVALID with what to write and where; EXTENSION_MANIFEST_INVALID when the
 * schema can't be used
 */
export function checkConfiguration(
  extension: string,
  schemaText: string,
  configuration: Configuration,
): string {
  const { custom, place } = configuration;
  const schema = JSON.parse(schemaText) as Schema;
  const value = custom === null ? {} : (JSON.parse(custom) as unknown);
  let errors: readonly OutputUnit[];
  let filled: unknown;
  try {
    filled = withDefaults(schema, value);
    errors = new Validator(schema, '2020-12', false).validate(filled).errors;
  } catch (error) {
    throw new ForgeError(
      'EXTENSION_MANIFEST_INVALID',
      `The configuration schema of the extension "${extension}" can't be used: ${messageOf(error)}`,
      { extension, remedy: 'Its author has to correct the manifest.', cause: error },
    );
  }
  const problems = errors.filter(({ keyword }) => !wrappers.has(keyword));
  if (problems.length === 0) return JSON.stringify(filled);
  const missing = problems.flatMap(missingKey);
  throw new ForgeError(
    'EXTENSION_CONFIG_INVALID',
    `The configuration of the extension "${extension}" can't be used. ${problems.slice(0, maxShown).map(sentence).join(' ')}`,
    {
      extension,
      remedy: missing.length > 0 ? `Write ${missing.join(' and ')} into ${place}.` : `Correct ${place}.`,
    },
  );
}

/** @returns a copy with the defaults of absent properties, at every depth that the schema names by `properties` */
function withDefaults(schema: unknown, value: unknown): unknown {
  if (!isObject(schema) || !isObject(value) || !isObject(schema['properties'])) return value;
  const entries = new Map(Object.entries(value));
  for (const [key, property] of Object.entries(schema['properties'])) {
    const present = entries.get(key);
    if (entries.has(key)) entries.set(key, withDefaults(property, present));
    else if (isObject(property) && Object.hasOwn(property, 'default')) entries.set(key, property['default']);
  }
  return Object.fromEntries(entries);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sentence({ keyword, instanceLocation, error }: OutputUnit): string {
  const at = placeOf(instanceLocation);
  const what =
    keyword === 'false' ? 'the schema does not know this key.' : error.replace(/^Instance /, 'it ');
  return at === '' ? what.replace(/^it /, 'It ') : `At "${at}": ${what}`;
}

function missingKey({ keyword, instanceLocation, error }: OutputUnit): readonly string[] {
  const key = keyword === 'required' ? /property ("[^"]+")\.$/.exec(error)?.[1] : undefined;
  if (key === undefined) return [];
  const at = placeOf(instanceLocation);
  return [at === '' ? key : `${key} at "${at}"`];
}

/** The library writes a JSON pointer as the fragment of a URL. */
function placeOf(instanceLocation: string): string {
  return decodeURIComponent(instanceLocation.replace(/^#/, ''));
}
