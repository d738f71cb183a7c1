import { ExtensionError } from '@forgepoint/sdk';
import * as v from 'valibot';

const maxTitleLength = 255;
const maxDescriptionLength = 65_536;
const maxPageSize = 100;

/** Counts Unicode code points. */
const charactersOf = (text: string): number => Array.from(text).length;

const title = v.pipe(
  v.string("The title of an issue can't be null; leave it out to keep it."),
  v.trim(),
  v.nonEmpty('The title of an issue must not be empty.'),
  v.regex(/^[^\n\r]*$/, 'The title of an issue must be one line.'),
  v.check(
    (text) => charactersOf(text) <= maxTitleLength,
    ({ input }) =>
      `The title of an issue must have at most ${maxTitleLength} characters; this one has ${charactersOf(input)}.`,
  ),
);

const description = v.pipe(
  v.string(),
  v.check(
    (text) => charactersOf(text) <= maxDescriptionLength,
    ({ input }) =>
      `The description of an issue must have at most ${maxDescriptionLength} characters; this one has ${charactersOf(input)}.`,
  ),
);

export const newIssue = v.object({
  title,
  description: v.nullish(description, null),
  repositoryId: v.nullish(v.string(), null),
});

const nothing = 'Nothing is to change: give at least one of title, description and status.';

export const issueChange = v.pipe(
  v.object({
    title: v.optional(title),
    description: v.optional(v.nullable(description)),
    status: v.optional(v.string("The status of an issue can't be null; leave it out to keep it.")),
  }),
  v.check((input) => Object.values(input).some((value) => value !== undefined), nothing),
);

/** @throws ExtensionError */
export function checkPageSize(size: number): number {
  if (size >= 1 && size <= maxPageSize) return size;
  throw new ExtensionError(
    'PAGE_SIZE_INVALID',
    `The argument "first" must be between 1 and ${maxPageSize}; it is ${size}.`,
  );
}
