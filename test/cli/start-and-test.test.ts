import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { exampleIssues } from '../support/guests.ts';
import { postGraphql } from '../support/graphql-client.ts';
import { RunningForge } from './support/running-forge.ts';
import { copyIssues, Workplace } from './support/forge.ts';

describe('forge start', () => {
  const place = new Workplace();
  after(() => place[Symbol.dispose]());

  it('serves as the gateway does, with its options, and ends with its code', async () => {
    mkdirSync(place.path('extensions_dir'));
    copyFileSync(await exampleIssues(), place.path('extensions_dir/issues.wasm'));
    await using gateway = new RunningForge(place, ['start', '--port', '0']);
    const url = /"url":"([^"]+)"/.exec(await gateway.output.next(/"msg":"serving"/))?.[1] ?? '';
    assert.deepEqual((await postGraphql(url, '{ getAllIssues { id } }')).data, { getAllIssues: [] });
    assert.deepEqual(await gateway.stop('SIGTERM'), { code: 0, signal: null });
  });

  it('shows the gateway’s own help, and passes on its failure', async () => {
    const help = await place.forge(['start', '--help']);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /--extensions-at/);
    const failure = await place.forge(['start', '--prot', '1']);
    assert.equal(failure.code, 1);
    assert.match(failure.stdout, /CONFIG_INVALID.*Write --port/);
  });
});

describe('forge test', () => {
  const place = new Workplace();
  before(() => copyIssues(place));
  after(() => place[Symbol.dispose]());

  it('builds the extension, then runs the tests in its folder, and passes on their code', async () => {
    place.write(
      'issues/built.test.ts',
      `import assert from 'node:assert/strict';
       import { existsSync } from 'node:fs';
       import { it } from 'node:test';
       it('finds the component', () => assert.ok(existsSync('dist/issues.wasm')));
       it('fails when it is told to', () => assert.notEqual(process.env['FAIL'], 'yes'));`,
    );
    const passes = await place.forge(['test', 'issues']);
    assert.equal(passes.code, 0, passes.stdout + passes.stderr);
    assert.match(passes.stdout, /pass 2/);
    const fails = await place.forge(['test', 'issues'], { FAIL: 'yes' });
    assert.equal(fails.code, 1);
    assert.match(fails.stdout, /fail 1/);
    const some = await place.forge(['test', 'issues', '--', '--test-name-pattern', 'component'], {
      FAIL: 'yes',
    });
    assert.equal(some.code, 0, some.stdout + some.stderr);
  });

  it('runs nothing of what can’t be built', async () => {
    place.edit('issues/extension.ts', "version: '0.1.0'", 'version: 1');
    const { code, stdout, stderr } = await place.forge(['test', 'issues']);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /issues\/extension\.ts:19:30 TS2322/);
  });
});
