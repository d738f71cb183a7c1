import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { getIntrospectionQuery } from 'graphql';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly code: unknown;
  readonly message: string;
  readonly text: string;
}

describe('requests to the public address', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await Gateway.start({
      extensions: { issues: await exampleIssues() },
      env: { FORGE_MAX_BODY_BYTES: '20000', FORGE_MAX_DEPTH: '6' },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const send = async (init: RequestInit, search = ''): Promise<Answer> => {
    const response = await fetch(`${gateway.url}${search}`, init);
    const text = await response.text();
    const errors = text.startsWith('{')
      ? (JSON.parse(text) as { errors?: readonly { message: string; extensions?: { code?: unknown } }[] })
          .errors
      : undefined;
    const [error] = errors ?? [];
    return {
      status: response.status,
      headers: response.headers,
      code: error?.extensions?.code,
      message: error?.message ?? '',
      text,
    };
  };
  const post = (body: string, headers: Record<string, string> = {}): Promise<Answer> =>
    send({ method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const query = (source: string): Promise<Answer> => post(JSON.stringify({ query: source }));
  const alive = async (): Promise<void> => assert.equal((await query('{ getAllIssues { id } }')).status, 200);

  it('are refused when the body is too long, announced or not', async () => {
    const long = JSON.stringify({ query: '{ __typename }', variables: { a: 'x'.repeat(20_000) } });
    const { status, code, message } = await post(long);
    assert.deepEqual([status, code], [413, 'REQUEST_INVALID']);
    assert.match(message, /20000 bytes/);
    const stream = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from(long));
        controller.close();
      },
    });
    const streamed = await send({
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit);
    assert.equal(streamed.status, 413);
    await alive();
  });

  it('are refused when they are compressed, no JSON, or another form of request', async () => {
    assert.equal((await post('x', { 'content-encoding': 'gzip' })).status, 415);
    assert.equal((await post('{"query":')).status, 400);
    assert.equal((await post('{"query": {"a":1}}')).status, 400);
    assert.equal((await post('[]')).status, 400);
    assert.equal(
      (await send({ method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } })).status,
      405,
    );
    await alive();
  });

  it('are refused as a batch', async () => {
    const { status } = await post(JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]));
    assert.equal(status, 400);
  });

  it('are refused when a page of another origin can make them without asking', async () => {
    const body = JSON.stringify({ query: 'mutation { createIssue(input: { title: "forged" }) { id } }' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const { status, text } = await send({ method: 'POST', body, headers: { 'content-type': type } });
      assert.equal(status, 400, text);
    }
    assert.equal((await send({}, '?query={__typename}')).status, 400);
    const asked = await send({ headers: { 'apollo-require-preflight': '1' } }, '?query={__typename}');
    assert.equal(asked.status, 200);
    const { headers } = await send({
      method: 'OPTIONS',
      headers: { origin: 'http://localhost', 'access-control-request-method': 'POST' },
    });
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.deepEqual(await gateway.data('{ getAllIssues { title } }'), { getAllIssues: [] });
  });

  it('change nothing by GET', async () => {
    const mutation = encodeURIComponent('mutation { createIssue(input: { title: "by GET" }) { id } }');
    const { status } = await send({ headers: { 'apollo-require-preflight': '1' } }, `?query=${mutation}`);
    assert.equal(status, 405);
    assert.deepEqual(await gateway.data('{ getAllIssues { title } }'), { getAllIssues: [] });
  });

  it('are refused when the document exceeds a limit, by POST and by GET, before it is validated', async () => {
    const deep =
      '{ getAllIssues { repository { issues { repository { issues { repository { issues { id } } } } } } } }';
    const byPost = await query(deep);
    assert.deepEqual([byPost.status, byPost.code], [400, 'GRAPHQL_VALIDATION_FAILED']);
    assert.match(byPost.message, /7 levels deep; 6/);
    const byGet = await send(
      { headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json' } },
      `?query=${encodeURIComponent(deep)}`,
    );
    assert.match(byGet.message, /7 levels deep/);
    assert.match(byGet.headers.get('content-type') ?? '', /^application\/graphql-response\+json/);
    const unknown = await query(`{ ${'nothing '.repeat(60)} }`);
    assert.match(unknown.message, /60 root fields; 50/);
  });

  it('do not hold up others with documents that are made to be slow', async () => {
    const many = 1_000;
    const documents = [
      `{ ${'a{b}'.repeat(many)} }`,
      `{ ${Array.from({ length: many }, (_, index) => `zz${index}`).join(' ')} }`,
      `{ ...f0 } ${Array.from({ length: 200 }, (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`).join(' ')}`,
      `{ getAllIssues ${'@skip(if: false) '.repeat(many)} { id } }`,
      `query (${Array.from({ length: many }, (_, index) => `$v${index}: Int`).join(' ')}) { __typename }`,
      `{ getIssue(id: ${'['.repeat(2_000)}${']'.repeat(2_000)}) { id } }`,
      `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
      `{ getAllIssues { ${'__typename '.repeat(1_500)} } }`,
    ];
    for (const source of documents) {
      const { status, code, text } = await query(source);
      assert.equal(status, 400, text.slice(0, 200));
      assert.match(String(code), /^GRAPHQL_(?:VALIDATION|PARSE)_FAILED$/);
      assert.ok(text.length < 20_000, `${text.length}`);
    }
    await alive();
  });

  it('are answered when they are the introspection of the usual clients', async () => {
    const { status, text } = await query(
      getIntrospectionQuery({
        schemaDescription: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        inputValueDeprecation: true,
      }),
    );
    assert.equal(status, 200);
    assert.match(text, /"getAllIssues"/);
  });

  it('find nothing of federation, by whatever name they ask', async () => {
    const selections = [
      '{ _service { sdl } }',
      '{ a: _service { sdl } }',
      '{ ... on Query { _service { sdl } } }',
      '{ ...f } fragment f on Query { _service { sdl } }',
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
      '{ _entities(representations: []) { __typename } }',
      '{ getIssue(id: "x") { ... on _Entity { __typename } } }',
      'mutation { _service { sdl } }',
    ];
    for (const source of selections) {
      const { status, code } = await query(source);
      assert.deepEqual([status, code], [400, 'GRAPHQL_VALIDATION_FAILED'], source);
    }
    for (const name of [
      '_Entity',
      '_Any',
      '_Service',
      'join__Graph',
      'join__FieldSet',
      'link__Import',
      'federation__Scope',
    ]) {
      assert.deepEqual(
        await gateway.data('query ($name: String!) { __type(name: $name) { name } }', { name }),
        { __type: null },
        name,
      );
    }
    const { text } = await query(
      '{ __schema { types { name } directives { name } queryType { fields { name } } } }',
    );
    assert.doesNotMatch(
      text,
      /"_Entity"|"_Any"|"_Service"|"_service"|"_entities"|join__|link__|federation__|"key"/,
    );
  });

  it('learn nothing of what went wrong inside', async () => {
    const { text, status } = await post(
      `{"query":"query ($a: ID!) { getIssue(id: $a) { id } }","variables":{"a":${'['.repeat(8_000)}${']'.repeat(8_000)}}}`,
    );
    assert.ok(status === 200 || status === 400, text);
    assert.doesNotMatch(text, /node_modules|file:\/\/|stacktrace/);
    await alive();
  });

  it('find only what is documented at the address', async () => {
    const origin = new URL(gateway.url).origin;
    for (const path of [
      '/graphql/',
      '/graphql/../sdl',
      '/sdl',
      '/metrics',
      '/.well-known/apollo/server-health',
      '//graphql',
      '/healthz/x',
    ]) {
      assert.equal((await fetch(`${origin}${path}`)).status, 404, path);
    }
  });
});

describe('a gateway that keeps its schema to itself', () => {
  it('answers neither introspection nor with names of the schema in its errors', async () => {
    await using gateway = await Gateway.start({ env: { FORGE_INTROSPECTION: 'false' } });
    for (const source of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Group") { name } }',
      '{ a: __schema { queryType { name } } }',
    ]) {
      const { errors, data } = await gateway.query(source);
      assert.equal(errors?.[0]?.extensions?.['code'], 'GRAPHQL_VALIDATION_FAILED');
      assert.equal(data, undefined);
    }
    const { errors } = await gateway.query('{ getAllGroup { slug } }');
    assert.doesNotMatch(JSON.stringify(errors), /getAllGroups/);
    assert.deepEqual(await gateway.data('{ getAllGroups { __typename slug } }'), { getAllGroups: [] });
  });
});
