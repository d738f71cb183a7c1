import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { suggest } from './slug.ts';

export interface RemoteUrl {
  /** Normalised: two spellings of one repository are equal. */
  readonly url: string;
  readonly slug: string;
}

const maxLength = 2_048;

/**
 * Reads the address of a repository elsewhere; nothing is fetched from it.
 * @throws ForgeError REMOTE_URL_INVALID
 */
export function parseRemoteUrl(text: string): RemoteUrl {
  if (text.length > maxLength) throw invalid(`The URL is longer than ${maxLength} characters.`);
  if (!URL.canParse(text)) throw invalid(`"${text}" is not a URL.`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid(`The URL begins with "${url.protocol}".`);
  if (url.username !== '' || url.password !== '') throw invalid('The URL holds a user name or a password.');
  if (url.search !== '' || url.hash !== '') throw invalid('The URL has a query or a fragment.');
  const path = url.pathname
    .replace(/\/+/g, '/')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
  const slug = suggest(decode(path.split('/').at(-1) ?? ''));
  if (slug === '') throw invalid('The URL names no repository.');
  return { url: `${url.protocol}//${url.host}${path}`, slug };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function invalid(message: string): ForgeError {
  return new ForgeError('REMOTE_URL_INVALID', message, {
    remedy: 'Give the http or https URL of a repository, such as https://example.org/team/project.',
  });
}
