import { z } from 'zod';
import { errorCodes, type ErrorCode } from '@forgepoint/common/error-codes.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import type { Route } from './route.ts';
import { statusFor } from './statuses.ts';

type Json = Readonly<Record<string, unknown>>;

const errorShape = z
  .object({
    error: z.object({
      code: z.string().describe('Of docs/errors.md.'),
      message: z.string().describe('What happened, and what to do.'),
      extension: z.string().optional(),
    }),
  })
  .meta({ id: 'Error' });

/** The description of the routes. @see https://spec.openapis.org/oas/v3.1.1.html */
export function openApiDocument(routes: readonly Route[]): Json {
  const schemas = new SchemaTable();
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Operator’s interface of a Forgepoint gateway',
      version: hostVersion,
      description:
        'The token stands in operator-token, the address in operator.json, both in the folder of the gateway’s state.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas: schemas.named,
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

/** JSON Schemas of the shapes that have a name. */
class SchemaTable {
  readonly named: Record<string, Json> = {};

  schemaOf(shape: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs, ...schema } = relocated(z.toJSONSchema(shape, { io }));
    Object.assign(this.named, $defs);
    return schema;
  }
}

/** Where zod puts what has a name, and where OpenAPI looks for it. */
function relocated(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;
}

function operationOf(route: Route, schemas: SchemaTable): Json {
  const { id, summary, isOpen, body, answer, errors = [] } = route;
  const content =
    answer instanceof z.ZodType
      ? { 'application/json': { schema: schemas.schemaOf(answer, 'output') } }
      : { [answer.contentType]: { schema: { type: 'string' } } };
  const told: readonly ErrorCode[] = [
    ...(isOpen === true ? [] : (['OPERATOR_TOKEN_REQUIRED'] as const)),
    'OPERATOR_REQUEST_INVALID',
    ...errors,
  ];
  const errorContent = { 'application/json': { schema: schemas.schemaOf(errorShape, 'output') } };
  const statuses = Map.groupBy(told, statusFor);
  return {
    operationId: id,
    summary,
    ...(isOpen === true ? { security: [] } : {}),
    parameters: [...pathParameters(route), ...queryParameters(route, schemas)],
    ...(body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: schemas.schemaOf(body, 'input') } } } }),
    responses: {
      200: { description: 'Done.', content },
      ...Object.fromEntries(
        [...statuses].map(([status, codes]) => [
          status,
          {
            description: codes.map((code) => `${code}: ${errorCodes[code].meaning}`).join(' '),
            content: errorContent,
          },
        ]),
      ),
      default: { description: 'Another error.', content: errorContent },
    },
  };
}

function pathParameters({ path }: Route): readonly Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route, schemas: SchemaTable): readonly Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemas.schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}
