import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeSchemaModule } from '../../sdk/types/write-module.ts';
import { projectRoot } from '../support/program.ts';

describe('modules that are written from a schema', () => {
  for (const folder of [
    'sdk/template',
    'examples/issues-sdk',
    'test/fixtures/sdk-shelf',
    'test/fixtures/sdk-mistakes',
    'bench/guests/rows-sdk',
  ]) {
    it(`is up to date in ${folder}`, () => {
      const file = join(projectRoot, folder, 'schema.generated.ts');
      const kept = readFileSync(file, 'utf8');
      writeSchemaModule(join(projectRoot, folder));
      assert.equal(readFileSync(file, 'utf8'), kept);
    });
  }
});
