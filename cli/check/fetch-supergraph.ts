import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';

const timeoutMs = 10_000;

/**
 * Asks a gateway for the supergraph that it serves.
 * @param address any URL of it, such as that of its GraphQL
 * @throws ForgeError COMMAND_INVALID
 */
export async function fetchSupergraph(address: string, apiToken: string | undefined): Promise<string> {
  const url = new URL('/supergraph.graphql', address);
  const refused = (what: string, remedy: string, cause?: unknown): ForgeError =>
    new ForgeError('COMMAND_INVALID', `The gateway at ${url.origin} ${what}.`, { remedy, cause });
  let response: Response;
  try {
    response = await fetch(url, {
      headers: apiToken === undefined ? {} : { authorization: `Bearer ${apiToken}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    throw refused(
      `cannot be reached: ${messageOf(cause ?? error)}`,
      'Start it with "forge start", or correct the URL.',
      error,
    );
  }
  if (response.ok) return response.text();
  if (response.status === 401) {
    throw refused('asks for a token', 'Set FORGE_API_TOKEN to the token of that gateway.');
  }
  throw refused(
    `shows no supergraph (HTTP ${response.status})`,
    'It has to permit introspection; else check against its supergraph.graphql or its extensions folder.',
  );
}
