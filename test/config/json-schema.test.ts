import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { configJsonSchema } from '../../gateway/config/json-schema.ts';

it('forge.config.schema.json is the schema that is checked (node gateway/config/write-json-schema.ts writes it)', () => {
  const file = new URL('../../forge.config.schema.json', import.meta.url);
  assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), configJsonSchema());
});
