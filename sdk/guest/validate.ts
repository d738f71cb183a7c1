import type { StandardSchemaV1 } from '@standard-schema/spec';
import { ExtensionError } from './extension-error.ts';
import { MisuseError } from './misuse.ts';

export const invalidInput = 'INPUT_INVALID';

/**
 * Checks a value by a schema of any library that speaks Standard Schema, such as valibot, which is the smallest.
 * @param name of what is checked, for messages: `input`
 * @returns what the schema makes of it
 * @throws ExtensionError INPUT_INVALID with all that is wrong; `details.issues` has the path and the message of each
 * @see https://standardschema.dev
 */
export function validate<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
  name = 'input',
): StandardSchemaV1.InferOutput<Schema> {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) {
    throw new MisuseError(
      'The schema given to validate is async. Everything in an extension is there at once: use its sync checks.',
    );
  }
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(({ message, path = [] }) => ({
    path: path.map((part) => String(typeof part === 'object' ? part.key : part)),
    message,
  }));
  const sentences = issues.map(({ path, message }) => {
    const field = path.at(-1);
    // A library's own sentences don't say what they are about.
    return field === undefined || message.includes(field)
      ? message
      : `${[name, ...path].join('.')}: ${message}`;
  });
  throw new ExtensionError(invalidInput, sentences.join(' '), {
    issues: issues.map(({ path, message }) => ({ path: [name, ...path], message })),
  });
}
