import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send } from '../http/send.ts';

export interface GraphiqlOptions {
  readonly title: string;
  /** Path of the GraphQL endpoint on the same origin. */
  readonly endpoint: string;
  readonly defaultQuery: string;
  /** The editor of headers shows where a token goes. */
  readonly needsToken?: boolean;
}

interface Page {
  readonly html: string;
  readonly policy: string;
}

let pages: Map<string, Promise<Page>> | undefined;

/** A browser that asks for the endpoint itself, rather than a client with a query. */
export function wantsGraphiql(request: IncomingMessage): boolean {
  if (request.method !== 'GET' || (request.url ?? '').includes('query=')) return false;
  const accepted = (request.headers.accept ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim());
  return accepted.includes('text/html');
}

/** Sends GraphiQL, which is one page without anything from elsewhere. */
export async function sendGraphiql(response: ServerResponse, options: GraphiqlOptions): Promise<void> {
  pages ??= new Map();
  const key = JSON.stringify(options);
  const pending = pages.get(key) ?? render(options);
  pages.set(key, pending);
  const { html, policy } = await pending;
  send(response, 200, 'text/html; charset=utf-8', html, {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
}

async function render({ title, endpoint, defaultQuery, needsToken = false }: GraphiqlOptions): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  // What is written there is kept for as long as the page is open.
  const headers = needsToken ? { headers: '{ "Authorization": "Bearer " }' } : {};
  const html = renderGraphiQL({ title, endpoint, defaultQuery, shouldPersistHeaders: false, ...headers });
  const hashes = [...html.matchAll(/<script(?:\s[^>]*)?>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { html, policy };
}
