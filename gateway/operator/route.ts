import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import type { z } from 'zod';

/** What a handler knows of its request. */
export interface RouteRequest {
  /** What stands in the place of `{name}` in the path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Checked and with their defaults. */
  readonly query: unknown;
  /** Checked; `undefined` where the route takes none. */
  readonly body: unknown;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** JSON, a text of another type, or what the handler has begun to send by itself. */
export type RouteAnswer =
  | { readonly json: unknown }
  | { readonly text: string; readonly contentType: string }
  | 'sent';

/** One operation: the table of these answers requests, and describes itself by OpenAPI. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Such as `/v1/extensions/{name}`. */
  readonly path: string;
  /** Unique; for generated clients. */
  readonly id: string;
  /** A sentence. */
  readonly summary: string;
  /** Anybody who reaches the address may ask. */
  readonly isOpen?: true;
  /** Of an object of texts. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Of a JSON answer, or the type of another. */
  readonly answer: z.ZodType | { readonly contentType: string };
  /** Codes of errors that can be told beside those of every route. */
  readonly errors?: readonly ErrorCode[];
  /** @throws ForgeError */
  readonly handle: (request: RouteRequest) => Promise<RouteAnswer> | RouteAnswer;
}
