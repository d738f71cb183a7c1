import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { copyIssues, Workplace } from './support/forge.ts';

describe('forge build', () => {
  const place = new Workplace();
  before(() => copyIssues(place));
  after(() => place[Symbol.dispose]());

  it('builds the component of a folder, with its manifest, and says its size and the time', async () => {
    const { code, stdout, stderr } = await place.forge(['build', 'issues']);
    assert.match(stdout, /^issues\/dist\/issues\.wasm {2}\d+\.\d\d MiB, built in [\d.]+ m?s\n$/);
    assert.equal(code, 0);
    assert.match(stderr, /^Checking the types of issues …\nBuilding issues\.wasm …\n$/);
    const component = readFileSync(place.path('issues/dist/issues.wasm'));
    assert.deepEqual([...component.subarray(0, 8)], [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]);
    assert.ok(component.includes('forge:manifest'));
  });

  it('leaves alone what is made of the same sources, and tells the result as JSON', async () => {
    const file = place.path('issues/dist/issues.wasm');
    const { mtimeMs } = statSync(file);
    const { code, stdout } = await place.forge(['build', 'issues', '--json']);
    assert.equal(code, 0);
    const { tookMs, ...result } = JSON.parse(stdout) as { tookMs: unknown };
    assert.deepEqual(result, { kind: 'unchanged', file, size: statSync(file).size });
    assert.equal(typeof tookMs, 'number');
    assert.equal(statSync(file).mtimeMs, mtimeMs);
  });

  it('shows what the compiler finds with place and line, ends with 1 and builds nothing', async () => {
    copyIssues(place, 'mistyped');
    place.edit('mistyped/extension.ts', "version: '0.1.0'", 'version: 1');
    const { code, stdout } = await place.forge(['build', 'mistyped']);
    assert.match(
      stdout,
      /^mistyped\/extension\.ts:19:30 TS2322\n {2}Type 'number' is not assignable to type 'string'\.\n {4}19 \| {5}return \{ name: 'issues', version: 1, .*\n {7}\| {30}\^\n$/,
    );
    assert.equal(code, 1);
    assert.equal(existsSync(place.path('mistyped/dist')), false);
    assert.equal((await place.forge(['build', 'mistyped', '--no-types'])).code, 0);
  });

  it('says how an extension of interface 0.3.0 is written', async () => {
    copyIssues(place, 'newer');
    place.edit('newer/extension.ts', 'forge:extension/host-log@0.2.0', 'forge:extension/host-log@0.3.0');
    const { code, stdout } = await place.forge(['build', 'newer', '--no-types']);
    assert.equal(code, 1);
    assert.match(stdout, /import version 0\.3\.0 of the interface.*npm install @forgepoint\/sdk/s);
  });

  it('shows what the bundler finds with place and line', async () => {
    copyIssues(place, 'missing');
    place.edit('missing/extension.ts', "'./configuration.ts'", "'./none.ts'");
    const { code, stdout } = await place.forge(['build', 'missing', '--no-types', '--json']);
    assert.equal(code, 1);
    const { problems } = JSON.parse(stdout) as { problems: readonly { place: object }[] };
    assert.equal(problems.length, 1);
    const [{ place: at, ...problem } = { place: {} }] = problems;
    assert.deepEqual(problem, {
      code: 'UNRESOLVED_IMPORT',
      message: `Could not resolve './none.ts' in ${place.path('missing/extension.ts')}.`,
    });
    assert.match(
      JSON.stringify(at),
      /"file":"missing\/extension\.ts","line":4,"column":\d+,"excerpt":"4 \| import/,
    );
  });

  it('finds the line of the sources that throws while a build evaluates them', async () => {
    place.copy('test/fixtures/throws-while-evaluated', 'throws');
    const { code, stdout } = await place.forge(['build', 'throws', '--no-types']);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^throws\/extension\.ts:6:\d+ BUILD_FAILED\n {2}.*cannot read property 'level' of undefined\.\n {4}6 \| {3}return settings[\s\S]*→ Do it in init/,
    );
  });

  it('says what an entry has to export, and what is wrong with a manifest', async () => {
    copyIssues(place, 'unnamed');
    place.edit('unnamed/extension.ts', 'export const extensionApi', 'export const api');
    const unnamed = await place.forge(['build', 'unnamed', '--no-types']);
    assert.equal(unnamed.code, 1);
    assert.match(
      unnamed.stdout,
      /BUILD_FAILED\n {2}The entry does not export "extensionApi"\.[\s\S]*→ Write "export const/,
    );

    copyIssues(place, 'greedy');
    place.edit('greedy/manifest.json', '"database", "log"', '"database", "network"');
    const greedy = await place.forge(['build', 'greedy']);
    assert.equal(greedy.code, 1);
    assert.match(
      greedy.stdout,
      /EXTENSION_MANIFEST_INVALID\n.*"greedy\/manifest\.json" can't be used\. "permissions\.1" is "network"/,
    );
  });

  it('refuses a folder whose name gives no extension, and leaves a component of another origin alone', async () => {
    copyIssues(place, 'My_Issues');
    const misnamed = await place.forge(['build', 'My_Issues']);
    assert.equal(misnamed.code, 2);
    assert.match(misnamed.stderr, /EXTENSION_NAME_INVALID/);

    place.write('issues/dist/issues.wasm', 'from elsewhere');
    const kept = await place.forge(['build', 'issues']);
    assert.equal(kept.code, 1);
    assert.match(kept.stdout, /was not built here, so it was left alone\.\n {2}→ Delete it/);
    assert.equal(readFileSync(place.path('issues/dist/issues.wasm'), 'utf8'), 'from elsewhere');
  });
});
