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
  /** Path of a stream of events on the same origin, each a JSON text or null that the page shows above all else. */
  readonly problemsAt?: string;
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

async function render(options: GraphiqlOptions): Promise<Page> {
  const { title, endpoint, defaultQuery, needsToken = false, problemsAt } = options;
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  // What is written there is kept for as long as the page is open.
  const headers = needsToken ? { headers: '{ "Authorization": "Bearer " }' } : {};
  const page = renderGraphiQL({ title, endpoint, defaultQuery, shouldPersistHeaders: false, ...headers });
  const html = problemsAt === undefined ? page : withProblemBox(page, problemsAt);
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

/** At the end of the page: its scripts hold such a tag as well. */
function withProblemBox(page: string, path: string): string {
  const end = page.lastIndexOf('</body>');
  return `${page.slice(0, end)}${problemBox(path)}${page.slice(end)}`;
}

/** Shows a text, which is never taken for markup, at the foot of the page for as long as there is one. */
function problemBox(path: string): string {
  return `<pre id="problems" role="alert" hidden style="position:fixed;inset:auto 0 0 0;z-index:99;margin:0;max-height:50vh;overflow:auto;padding:1rem;background:#fff0f0;color:#7a0000;border-top:3px solid #c00;font:13px/1.4 monospace;white-space:pre-wrap"></pre>
<script>
  const box = document.getElementById('problems');
  new EventSource(${JSON.stringify(path)}).onmessage = ({ data }) => {
    const text = JSON.parse(data);
    box.textContent = text ?? '';
    box.hidden = text === null;
  };
</script>`;
}
