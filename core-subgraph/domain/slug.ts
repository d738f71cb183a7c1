import { ForgeError } from '@forgepoint/common/forge-error.ts';

const pattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const maxLength = 64;

/** @returns the slug as it is @throws ForgeError SLUG_INVALID */
export function checkSlug(slug: string): string {
  if (slug.length <= maxLength && pattern.test(slug)) return slug;
  const suggestion = suggest(slug);
  throw new ForgeError('SLUG_INVALID', `"${slug}" is not a slug.`, {
    remedy: `Write 1 to ${maxLength} lower-case letters and digits, in words joined by single hyphens${suggestion === '' ? '' : `, for example "${suggestion}"`}.`,
  });
}

/** The nearest slug to a text; empty when it has no letter or digit. */
export function suggest(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, maxLength)
    .replace(/^-+|-+$/g, '');
}
