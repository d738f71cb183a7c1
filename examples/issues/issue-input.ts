import { configuration } from './configuration.ts';
import { RequestError } from './request-error.ts';
import type { IssueStatus } from './issue.ts';

export const maxTitleLength = 255;
export const maxDescriptionLength = 65_536;
export const maxPageSize = 100;

/** Arguments as the host passes them on: their types are those of the schema. */
export interface CreateIssueInput {
  readonly title: string;
  readonly description?: string | null;
  readonly repositoryId?: string | null;
}

export interface UpdateIssueInput {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly status?: IssueStatus | null;
}

/** @throws RequestError */
export function checkTitle(title: string): string {
  const trimmed = title.trim();
  if (trimmed === '') throw new RequestError('The title of an issue must not be empty.');
  if (/[\n\r]/.test(trimmed)) throw new RequestError('The title of an issue must be one line.');
  const length = charactersOf(trimmed);
  if (length <= maxTitleLength) return trimmed;
  throw new RequestError(
    `The title of an issue must have at most ${maxTitleLength} characters; this one has ${length}.`,
  );
}

/** @throws RequestError */
export function checkDescription(description: string): string {
  const length = charactersOf(description);
  if (length <= maxDescriptionLength) return description;
  throw new RequestError(
    `The description of an issue must have at most ${maxDescriptionLength} characters; this one has ${length}.`,
  );
}

/** @throws RequestError */
export function checkPageSize(first: number | null | undefined): number {
  const size = first ?? configuration().pageSize;
  if (size >= 1 && size <= maxPageSize) return size;
  throw new RequestError(`The argument "first" must be between 1 and ${maxPageSize}; it is ${size}.`);
}

/** @throws RequestError when nothing is to change, or what can't be null is to become null */
export function checkUpdate(input: UpdateIssueInput): void {
  if (input.title === undefined && input.description === undefined && input.status === undefined) {
    throw new RequestError('Nothing is to change: give at least one of title, description and status.');
  }
  if (input.title === null) {
    throw new RequestError("The title of an issue can't be null; leave it out to keep it.");
  }
  if (input.status === null) {
    throw new RequestError("The status of an issue can't be null; leave it out to keep it.");
  }
}

/** Counts Unicode code points, without copying the text. */
function charactersOf(text: string): number {
  let surrogatePairs = 0;
  for (let index = 0; index < text.length - 1; index += 1) {
    const isLead = (text.charCodeAt(index) & 0xfc00) === 0xd800;
    if (isLead && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) surrogatePairs += 1;
  }
  return text.length - surrogatePairs;
}
