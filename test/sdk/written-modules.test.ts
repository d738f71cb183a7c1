import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { writeSchemaModule } from '../../sdk/types/write-module.ts';
import { projectRoot } from '../support/program.ts';

/** What it is written of; the name of the folder counts where there is no package.json. */
const sources = ['schema.graphql', 'manifest.json', 'package.json'];

describe('modules that are written from a schema', () => {
  const root = mkdtempSync(join(tmpdir(), 'forge-modules-'));
  after(() => rmSync(root, { recursive: true }));

  for (const folder of [
    'sdk/templates/typescript',
    'examples/issues-sdk',
    'test/fixtures/sdk-shelf',
    'test/fixtures/sdk-mistakes',
    'bench/guests/rows-sdk',
  ]) {
    it(`are up to date in ${folder}`, () => {
      const copy = join(root, basename(folder));
      for (const source of sources) {
        const file = join(projectRoot, folder, source);
        if (existsSync(file)) cpSync(file, join(copy, source));
      }
      const written = writeSchemaModule(copy) ?? '';
      const kept = readFileSync(join(projectRoot, folder, 'schema.generated.ts'), 'utf8');
      assert.equal(readFileSync(written, 'utf8'), kept);
    });
  }
});
