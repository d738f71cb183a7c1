import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { sha256 } from '@forgepoint/common/admission/artifact.ts';
import { handWrittenModule } from '../admission/support/hand-written-guest.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Workplace } from './support/forge.ts';

describe('forge inspect', () => {
  const place = new Workplace();
  before(async () => copyFileSync(await exampleIssues(), place.path('issues.wasm')));
  after(() => place[Symbol.dispose]());

  it('tells all that a component is, as JSON', async () => {
    const { code, stdout } = await place.forge(['inspect', 'issues.wasm', '--json']);
    assert.equal(code, 0);
    const bytes = readFileSync(place.path('issues.wasm'));
    const { imports, sdl, wrappedSdl, limits, configSchema, ...rest } = JSON.parse(stdout) as Record<
      string,
      unknown
    >;
    assert.deepEqual(rest, {
      extension: 'issues',
      file: place.path('issues.wasm'),
      size: bytes.length,
      digest: sha256(bytes),
      abiVersion: '0.2.0',
      name: 'issues',
      version: '0.1.0',
      capabilities: ['entities'],
      exports: ['forge:extension/extension-api@0.2.0', 'init'],
      permissions: { wanted: ['database', 'log'], effective: ['database', 'log'] },
      problems: [],
    });
    assert.ok(Array.isArray(imports) && imports.includes('forge:extension/host-database'));
    assert.match(
      JSON.stringify(limits),
      /^\{"wanted":\{"callTimeoutMs":5000,"databaseMb":1024\},"effective":\{"fuelPerCall"/,
    );
    assert.match(JSON.stringify(configSchema), /pageSize/);
    assert.match(String(sdl), /extend type Repository \{/);
    assert.match(String(wrappedSdl), /@link[\s\S]*type Issue @key\(fields: "id"\)/);
  });

  it('tells it to a reader, too, and each SDL alone', async () => {
    const { stdout } = await place.forge(['inspect', 'issues.wasm']);
    assert.match(stdout, /^interface {4}forge:extension@0\.2\.0$/m);
    assert.match(stdout, /^permissions {2}database, log \(wants: database, log\)$/m);
    const author = await place.forge(['inspect', 'issues.wasm', '--sdl']);
    assert.match(author.stdout, /^ {2}type Issue \{/m);
    const subgraph = await place.forge(['inspect', 'issues.wasm', '--wrapped-sdl']);
    assert.match(subgraph.stdout, /^extend schema @link/);
  });

  it('takes what the operator denies from what it is permitted', async () => {
    place.write('denies.json', JSON.stringify({ extensions: { issues: { permissions: { log: false } } } }));
    const { code, stderr } = await place.forge(['inspect', 'issues.wasm', '--config', 'denies.json']);
    assert.equal(code, 1);
    assert.match(stderr, /issues EXTENSION_PERMISSION_REFUSED\n.*"forge:extension\/host-log"/);
  });

  it('looks at a core module that says which component it becomes', async () => {
    place.write('module.wasm', await handWrittenModule());
    const { code, stdout } = await place.forge(['inspect', 'module.wasm', '--json']);
    assert.equal(code, 0, stdout);
    const { abiVersion, exports } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(
      { abiVersion, exports },
      { abiVersion: '0.2.0', exports: ['forge:extension/extension-api@0.2.0'] },
    );
  });

  it('ends with 1 and the code of the refusal for what no gateway would admit or start', async () => {
    place.write('text.wasm', 'no component');
    copyFileSync(await fixture('fails-in-init'), place.path('fails.wasm'));
    copyFileSync(await fixture('loops-in-get-schema'), place.path('loops.wasm'));
    place.write('little.json', JSON.stringify({ extensions: { loops: { fuelForStart: 1_000_000_000 } } }));
    for (const [file, expected] of [
      ['text.wasm', /text EXTENSION_FILE_INVALID\n {2}The file is not WebAssembly\.\n {2}→ /],
      ['fails.wasm', /fails EXTENSION_INIT_FAILED\n.*the key "apiUrl" is missing/],
      ['loops.wasm', /loops EXTENSION_FUEL_EXHAUSTED\n.*get-schema/],
    ] as const) {
      const { code, stderr } = await place.forge(['inspect', file, '--config', 'little.json']);
      assert.equal(code, 1);
      assert.match(stderr, expected);
    }
  });

  it('shows what an extension said before it ended, even by a statement that never does, and leaves nothing behind', async () => {
    copyFileSync(await fixture('misbehaves-as-configured'), place.path('odd.wasm'));
    const leftovers = place.path('tmp');
    mkdirSync(leftovers);
    const inspected = async (config: object, more = {}): ReturnType<Workplace['forge']> => {
      const settings = { ...more, extensions: { odd: { config } } };
      place.write('odd.json', JSON.stringify(settings));
      return place.forge(['inspect', 'odd.wasm', '--config', 'odd.json'], { TMPDIR: leftovers });
    };
    const throws = await inspected({ in: 'get-schema', how: 'throws' });
    assert.equal(throws.code, 1);
    assert.match(
      throws.stderr,
      /odd EXTENSION_INIT_FAILED\n.*trapped in get-schema[\s\S]*it said: .*thrown in get-schema/,
    );
    const loops = await inspected({ in: 'init', how: 'loops-in-sql' }, { startTimeoutMs: 5_000 });
    assert.equal(loops.code, 1);
    assert.match(loops.stderr, /odd EXTENSION_TIMEOUT\n.*its init does not return/);
    assert.deepEqual(readdirSync(leftovers), []);
  });

  it('lets no character of a component reach the terminal that would steer it', async () => {
    copyFileSync(await fixture('hostile-text'), place.path('hostile.wasm'));
    for (const args of [[], ['--json'], ['--sdl'], ['--wrapped-sdl']]) {
      const { code, stdout, stderr } = await place.forge(['inspect', 'hostile.wasm', ...args]);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /red/);
      assert.doesNotMatch(stdout + stderr, /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u);
    }
  });
});
