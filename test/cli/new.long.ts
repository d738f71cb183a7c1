import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { installFromClone, Workplace } from './support/forge.ts';

describe('forge new', () => {
  const place = new Workplace();
  const sdk = ['--sdk', '1.2.3', '--no-install'];
  after(() => place[Symbol.dispose]());

  it('begins an extension that builds and passes its tests, under its own name', async () => {
    const { code, stdout } = await place.forge(['new', 'tags', ...sdk]);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `tags is begun. Next:
  cd tags
  npm install
  npx forge test     builds it and runs its tests
  npx forge dev      serves it while you write it
  npx forge check    says what a gateway would say of it
`,
    );
    const { name, dependencies } = JSON.parse(readFileSync(place.path('tags/package.json'), 'utf8')) as {
      name: string;
      dependencies: Record<string, string>;
    };
    assert.deepEqual([name, dependencies['@forgepoint/sdk']], ['tags', '1.2.3']);
    assert.ok(existsSync(place.path('tags/.gitignore')));

    installFromClone(place, 'tags');
    const tested = await place.forge(['test', 'tags']);
    assert.equal(tested.code, 0, tested.stdout + tested.stderr);
    assert.match(tested.stdout, /pass 2/);
    assert.ok(existsSync(place.path('tags/dist/tags.wasm')));
    const checked = await place.forge(['check', 'tags']);
    assert.equal(checked.stdout, 'The extension can be served, composed with the core.\n');
  });

  it('checks the types of tests before it runs them', async () => {
    using _ = place.edited('tags/test/labels.test.ts', 'extension.entities(', 'extension.entitys(');
    const { code, stderr } = await place.forge(['test', 'tags']);
    assert.equal(code, 1);
    assert.match(stderr, /tags\/test\/labels\.test\.ts:\d+:\d+ TS2339\n/);
  });

  it('begins one in Rust, with the interface that it is built against', async () => {
    const { code } = await place.forge(['new', 'marks', '--template', 'rust', ...sdk]);
    assert.equal(code, 0);
    assert.match(readFileSync(place.path('marks/Cargo.toml'), 'utf8'), /^name = "marks"$/m);
    assert.match(readFileSync(place.path('marks/Cargo.lock'), 'utf8'), /^name = "marks"$/m);
    assert.match(
      readFileSync(place.path('marks/wit/forge-extension.wit'), 'utf8'),
      /forge:extension@0\.3\.0/,
    );
    const left = readdirSync(place.path('marks'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(?:json|toml|lock|ts)$/.test(file),
    );
    for (const file of left) {
      assert.doesNotMatch(readFileSync(place.path(`marks/${file}`), 'utf8'), /"labels"|labels\.wasm/, file);
    }
  });

  it('refuses a folder that is not empty, with a name that is free', async () => {
    mkdirSync(place.path('tags-2'));
    const { code, stderr } = await place.forge(['new', 'tags', ...sdk]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /COMMAND_INVALID\n {2}The folder ".*\/tags" is not empty: it has .*, …\.\n {2}→ Write: forge new tags-3\n/,
    );
    assert.equal((await place.forge(['new', 'tags-2', ...sdk])).code, 0, 'an empty one will do');
    place.write('words', 'a file');
    assert.match((await place.forge(['new', 'words', ...sdk])).stderr, /words" is a file\./);
  });

  it('refuses a name that no extension can have, with one that it can', async () => {
    for (const [given, expected] of [
      ['My_Labels', /→ Write: forge new my-labels\n/],
      ['core', /"core" is reserved\.\n {2}→ Write: forge new core-extension\n/],
      ['../labels', /→ Write: forge new labels\n/],
      ['标签', /→ Choose another name\.\n/],
    ] as const) {
      const { code, stderr } = await place.forge(['new', given, ...sdk]);
      assert.equal(code, 2);
      assert.match(stderr, expected);
      assert.match(stderr, /EXTENSION_NAME_INVALID/);
    }
    assert.equal(existsSync(place.path('My_Labels')), false);
  });

  it('says how to get an SDK where there is none of its own in a registry', async () => {
    const { code, stderr } = await place.forge(['new', 'words-2']);
    assert.equal(code, 2);
    assert.match(stderr, /runs in a clone[^]*→ Write: npm run --prefix ".*" pack:sdk && npm pack /);
    assert.equal(existsSync(place.path('words-2')), false);
  });

  it('tells what npm said when it could not install', async () => {
    const nobody = { npm_config_registry: 'http://127.0.0.1:1', npm_config_fetch_retries: '0' };
    const { code, stderr } = await place.forge(['new', 'words-3', '--sdk', '1.2.3'], nobody);
    assert.equal(code, 2);
    assert.match(stderr, /The folder is made, but npm could not install what it needs: .*ECONNREFUSED/);
    assert.match(stderr, /→ Mend that, then: cd ".*words-3" && npm install/);
  });
});
