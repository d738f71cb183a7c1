import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exampleIssues } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';

const token = 'a-token-for-the-supergraph';

describe('the supergraph, for tools', () => {
  const used = new AsyncDisposableStack();
  let gateway: Gateway;

  before(async () => {
    const extensions = { issues: await exampleIssues() };
    gateway = used.use(await Gateway.start({ extensions, env: { FORGE_API_TOKEN: token } }));
  });
  after(() => used.disposeAsync());

  const ask = (from: Gateway, headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(new URL('/supergraph.graphql', from.url), { headers });

  it('is shown to whoever has the token, without the addresses of the subgraphs', async () => {
    const response = await ask(gateway, { authorization: `Bearer ${token}` });
    assert.equal(response.status, 200);
    const sdl = await response.text();
    assert.match(sdl, /ISSUES @join__graph\(name: "issues", url: ""\)/);
    assert.match(sdl, /CORE @join__graph\(name: "core", url: ""\)/);
    assert.doesNotMatch(sdl, /\.subgraph\/graphql/);
  });

  it('is refused to others', async () => {
    const response = await ask(gateway, {});
    assert.equal(response.status, 401);
    assert.match(await response.text(), /API_TOKEN_REQUIRED/);
  });

  it('is not shown where the schema is not', async () => {
    const silent = used.use(await Gateway.start({ env: { FORGE_INTROSPECTION: 'false' } }));
    const response = await ask(silent, {});
    assert.equal(response.status, 404);
    assert.doesNotMatch(await response.text(), /join__graph/);
  });
});
