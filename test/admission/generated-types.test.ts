import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { generatedTypes } from '../../scripts/generated-types.ts';

describe('the types of the guest interface', () => {
  it('are those that "npm run generate" makes of the WIT', async () => {
    const types = await generatedTypes();
    assert.equal(types.size, 8);
    for (const [path, text] of types) {
      assert.equal(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'), text, path);
    }
  });
});
