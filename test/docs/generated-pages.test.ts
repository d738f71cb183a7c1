import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { errorsPage } from '../../docs/generate/errors.ts';

it('docs/errors.md lists the codes as they are (npm run generate writes it)', () => {
  assert.equal(readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8'), errorsPage());
});
