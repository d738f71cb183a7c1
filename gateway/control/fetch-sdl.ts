import { request } from 'undici';
import { internalTokenHeader } from '@forgepoint/common/context-envelope.ts';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';
import type { RemoteSubgraph } from '../config/config.ts';

const maxBytes = 4 * 1024 * 1024;

/**
 * Asks a subgraph for its SDL.
 * @param timeoutMs for the whole answer
 * @throws ForgeError SUBGRAPH_UNAVAILABLE, SUBGRAPH_RESPONSE_INVALID, INTERNAL_TOKEN_REQUIRED
 * @see https://www.apollographql.com/docs/federation/subgraph-spec#query_service
 */
export async function fetchSdl(
  subgraph: RemoteSubgraph,
  internalToken: string | null,
  ending: AbortSignal,
  timeoutMs = 5_000,
): Promise<string> {
  const { status, text } = await ask(subgraph, internalToken, ending, timeoutMs);
  if (status === 401) {
    throw failed('INTERNAL_TOKEN_REQUIRED', subgraph, 'asks for a token', {
      remedy: 'Give the gateway and its subgraphs the same FORGE_INTERNAL_TOKEN.',
    });
  }
  const { sdl, problem } = parseAnswer(text);
  if (sdl !== undefined) return sdl;
  if (status >= 500) {
    throw failed('SUBGRAPH_UNAVAILABLE', subgraph, `gives no SDL yet (HTTP ${status}): ${problem}`, {
      remedy: 'See its log.',
    });
  }
  throw failed('SUBGRAPH_RESPONSE_INVALID', subgraph, `gives no SDL (HTTP ${status}): ${problem}`, {
    remedy: 'It has to be a federation subgraph; see that the URL is the one of its GraphQL.',
  });
}

async function ask(
  subgraph: RemoteSubgraph,
  internalToken: string | null,
  ending: AbortSignal,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly text: string }> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const { statusCode, body } = await request(subgraph.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(internalToken === null ? {} : { [internalTokenHeader]: internalToken }),
      },
      body: '{"query":"{ _service { sdl } }"}',
      signal: AbortSignal.any([ending, timeout]),
    });
    return { status: statusCode, text: await readText(body, subgraph) };
  } catch (error) {
    if (error instanceof ForgeError) throw error;
    const reason = timeout.aborted ? `it did not answer within ${timeoutMs} ms` : reasonOf(error);
    throw failed('SUBGRAPH_UNAVAILABLE', subgraph, `cannot be reached: ${reason}`, {
      remedy: 'Start it, or correct its URL.',
      cause: error,
    });
  }
}

async function readText(body: AsyncIterable<Buffer>, subgraph: RemoteSubgraph): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) {
      throw failed('SUBGRAPH_RESPONSE_INVALID', subgraph, `answers with more than ${maxBytes} bytes`, {
        remedy: 'An SDL has to be smaller than that.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}

type Answer =
  | { readonly sdl: string; readonly problem?: undefined }
  | { readonly sdl?: undefined; readonly problem: string };

/** What is wrong is told in the subgraph's own words where it has any. */
function parseAnswer(text: string): Answer {
  let answer: {
    data?: Record<string, { sdl?: unknown } | null> | null;
    errors?: { message?: unknown }[];
  } | null;
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch {
    return { problem: 'it answers with something that is not JSON' };
  }
  const sdl = answer?.data?.['_service']?.sdl;
  if (typeof sdl === 'string') return { sdl };
  const message = Array.isArray(answer?.errors) ? answer.errors[0]?.message : undefined;
  return { problem: typeof message === 'string' ? message : 'it answers without one' };
}

function failed(
  code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_RESPONSE_INVALID' | 'INTERNAL_TOKEN_REQUIRED',
  { name, url }: RemoteSubgraph,
  what: string,
  options: { readonly remedy: string; readonly cause?: unknown },
): ForgeError {
  return new ForgeError(code, `The subgraph "${name}" at ${url} ${what}.`.replace(/([.!?])\.$/, '$1'), {
    ...options,
    extension: name === coreSubgraph ? undefined : name,
  });
}

/** A refused connection to several addresses has its reasons inside. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ');
  return messageOf(error);
}
