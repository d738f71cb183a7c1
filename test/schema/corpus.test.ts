import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { noClaims, type Claims } from '../../gateway/composition/claims.ts';
import { runStep } from './support/run-step.ts';
import { readCorpus } from './support/schema-case.ts';

/** Writes what is found as what is expected, to be looked at in the diff. See README.md. */
const update = process.env['UPDATE_EXPECTED'] === '1';

describe('the corpus of SDL sets', () => {
  const cases = readCorpus();

  for (const { path, steps } of cases) {
    it(path, async () => {
      let claims: Claims = noClaims;
      for (const step of steps) {
        const result = await runStep(step, claims);
        const file = join(step.dir, 'expected.txt');
        if (update) writeFileSync(file, result.text);
        assert.ok(existsSync(file), `${file} is missing; see test/schema/README.md`);
        assert.equal(result.text, readFileSync(file, 'utf8'));
        ({ claims } = result);
      }
    });
  }

  it('is as large as it has to be', () => {
    assert.ok(cases.length >= 90, String(cases.length));
  });
});
