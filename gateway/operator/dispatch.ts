import type { IncomingMessage, ServerResponse } from 'node:http';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { hasBearerToken } from '@forgepoint/common/http/bearer-token.ts';
import { BodyError, readJsonBody } from '@forgepoint/common/http/json-body.ts';
import { isLocalRequest } from '@forgepoint/common/http/local-request.ts';
import { send, sendJson } from '@forgepoint/common/http/send.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { z } from 'zod';
import type { Route, RouteAnswer } from './route.ts';
import { statusFor } from './statuses.ts';

export interface DispatchOptions {
  readonly routes: readonly Route[];
  readonly token: string;
  /** The address that is listened on. */
  readonly host: string;
  /** @see isLocalRequest */
  readonly allowedHosts: ReadonlySet<string> | null;
  readonly logger: Logger;
}

const maxBodyBytes = 64 * 1_024;

/**
 * Answers requests by a table. A framework would bring parsing, hooks and plugins for some twenty paths of one form; its
 * description by OpenAPI would be one more plugin.
 */
export function createDispatch({
  routes,
  token,
  host,
  allowedHosts,
  logger,
}: DispatchOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const patterns = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  }));

  const find = (method: string, path: string): Found => {
    const matching = patterns.flatMap(({ route, pattern }) => {
      const match = pattern.exec(path);
      return match === null ? [] : [{ route, parameters: { ...match.groups } }];
    });
    const found = matching.find(({ route }) => route.method === method);
    return { found, allowed: matching.map(({ route }) => route.method) };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<RouteAnswer> => {
    if (!isLocalRequest(request, host, allowedHosts) || !isSameOrigin(request)) {
      throw new Refusal(403, 'This address answers neither to that name nor to pages of a browser.');
    }
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://operator');
    const { found, allowed } = find(request.method ?? '', pathname);
    if (found?.route.isOpen !== true && !hasBearerToken(request, token)) {
      response.setHeader('www-authenticate', 'Bearer realm="forgepoint operator"');
      response.setHeader('connection', 'close');
      throw new ForgeError(
        'OPERATOR_TOKEN_REQUIRED',
        'The request does not carry the token of the operator’s interface.',
        {
          remedy:
            'Send "Authorization: Bearer <token>" with what stands in operator-token of the state folder.',
        },
      );
    }
    if (found === undefined) {
      if (allowed.length === 0)
        throw new Refusal(404, 'There is nothing here; /openapi.json says what there is.');
      response.setHeader('allow', allowed.join(', '));
      throw new Refusal(405, `This path takes ${allowed.join(' and ')} alone.`);
    }
    const { route, parameters } = found;
    const query = checked(route.query, Object.fromEntries(searchParams), 'parameter');
    const body =
      route.body === undefined
        ? undefined
        : checked(route.body, (await readJsonBody(request, maxBodyBytes)) ?? {}, 'body');
    return route.handle({ parameters, query, body, request, response });
  };

  return async (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    try {
      const answered = await answer(request, response);
      if (answered === 'sent') return;
      if ('json' in answered) sendJson(response, 200, answered.json);
      else send(response, 200, answered.contentType, answered.text);
    } catch (error) {
      const failure = ForgeError.from(error, 'OPERATOR_REQUEST_INVALID');
      if (failure !== error) logger.error({ err: error }, 'a request of the operator failed');
      const status =
        error instanceof Refusal || error instanceof BodyError ? error.status : statusFor(failure.code);
      const { code, message, extension } = failure;
      sendJson(response, status, {
        error: { code, message, ...(extension === undefined ? {} : { extension }) },
      });
    }
  };
}

interface Found {
  readonly found:
    | { readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
    | undefined;
  readonly allowed: readonly string[];
}

class Refusal extends ForgeError {
  readonly status: number;

  constructor(status: number, message: string) {
    super('OPERATOR_REQUEST_INVALID', message);
    this.status = status;
  }
}

/** No page is served here: one that asks is another's, wherever it comes from. */
function isSameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  return origin === undefined || origin === `http://${host}`;
}

function checked(shape: z.ZodType | undefined, value: unknown, what: 'parameter' | 'body'): unknown {
  if (shape === undefined) return undefined;
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
  throw new ForgeError('OPERATOR_REQUEST_INVALID', `The ${what} cannot be used: ${problems.join('; ')}.`, {
    remedy: '/openapi.json says what there can be.',
  });
}
