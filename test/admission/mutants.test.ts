import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isErrorCode } from '@forgepoint/common/forge-error.ts';
import { admitMutants, type MutantOutcome } from '../support/mutants/admit-mutants.ts';
import { AdmissionFolder } from './support/admission.ts';
import { handWrittenComponent } from './support/hand-written-guest.ts';

describe('mutants of a component', () => {
  it('are refused with a code or run within their limits, and end nothing but themselves', async () => {
    using folder = new AdmissionFolder();
    const component = folder.file('pages.wasm', await handWrittenComponent());
    const admitted: readonly MutantOutcome[] = ['ran', 'trapped', 'lacked fuel', 'lacked memory'];
    const unexpected: (readonly [number, MutantOutcome])[] = [];
    const outcomes = await admitMutants({
      component,
      from: 0,
      to: 300,
      timeoutMs: 60_000,
      onOutcome: (number, outcome) => {
        const coded = isErrorCode(outcome) && outcome !== 'EXTENSION_ADMISSION_FAILED';
        if (!coded && !admitted.includes(outcome)) unexpected.push([number, outcome]);
      },
    });
    assert.deepEqual(unexpected, []);
    const run = admitted.reduce((sum, outcome) => sum + (outcomes.get(outcome) ?? 0), 0);
    const refused = [...outcomes.values()].reduce((sum, count) => sum + count, 0) - run;
    assert.equal(run + refused, 300);
    assert.ok(run > 10 && refused > 100, JSON.stringify([...outcomes]));
  });
});
