import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { Trace } from '@apollo/usage-reporting-protobuf';
import { fixture } from '../support/guests.ts';
import { Program } from '../support/program.ts';
import { CompatibilityGraph } from './support/compatibility-graph.ts';
import { registerCompatibilitySuite } from './support/compatibility-suite.ts';

/** Every feature that the suite knows, and how many tests it has for each. */
const features: Readonly<Record<string, number>> = {
  introspection: 1,
  '@key single': 2,
  '@key multiple': 2,
  '@key composite': 2,
  'repeatable @key': 2,
  '@requires': 1,
  '@provides': 1,
  ftv1: 1,
  '@link': 1,
  '@shareable': 2,
  '@tag': 1,
  '@override': 2,
  '@inaccessible': 2,
  '@composeDirective': 1,
  '@interfaceObject': 2,
};

// Started before the suite is loaded: its files read the addresses then.
const graph = await CompatibilityGraph.start();

describe('a component that is the products subgraph of the federation compatibility suite', () => {
  after(() => graph[Symbol.asyncDispose]());

  const passed = registerCompatibilitySuite({ products: graph.productsUrl, router: graph.gateway.url });

  it('passes every test of every feature', () => {
    assert.deepEqual(Object.fromEntries(passed), features);
  });

  it('is traced field by field', async () => {
    const response = await fetch(graph.productsUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'apollo-federation-include-trace': 'ftv1' },
      body: JSON.stringify({ query: '{ product(id: "apollo-studio") { sku } }' }),
    });
    const { extensions } = (await response.json()) as { extensions: { ftv1: string } };
    const { root } = Trace.decode(Buffer.from(extensions.ftv1, 'base64'));
    assert.equal(root?.child?.[0]?.responseName, 'product');
    assert.equal(root?.child?.[0]?.child?.[0]?.type, 'String');
  });

  it('hides from clients of the gateway what is @inaccessible', async () => {
    const { status, errors } = await graph.gateway.query(
      '{ product(id: "apollo-studio") { dimensions { unit } } }',
    );
    assert.equal(status, 400);
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "unit"/);
  });
});

describe('the same component without the grant', () => {
  it('is refused, directive by directive', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    await using host = new Program('subgraph-host/bin.js', {
      cwd,
      args: [await fixture('products'), '--port', '0', '--in-memory', '--no-watch'],
    });
    const { reason } = await host.log.waitFor('a refusal', ({ code }) => code === 'EXTENSION_SCHEMA_INVALID');
    assert.match(String(reason), /grant "federation"/);
    assert.deepEqual(await host.exited, { code: 1, signal: null });
    await rm(cwd, { recursive: true, force: true });
  });
});
