import assert from 'node:assert/strict';
import { readyz } from '../../bad-input/support/refusals.ts';
import type { Gateway } from '../../support/gateway.ts';

/** Resolves when the extension is refused from now on, which `/readyz` then tells with the same code. */
export async function refusalOf(gateway: Gateway, extension: string, code: string): Promise<void> {
  const line = await gateway.program.log.next(
    `a refusal of ${extension}`,
    (candidate) => candidate['state'] === 'refused' && candidate['extension'] === extension,
  );
  assert.equal(line['code'], code, String(line['reason']));
  const { ready, subgraphs } = await readyz(gateway);
  assert.equal(ready, true);
  const shown = subgraphs.find(({ name }) => name === extension);
  assert.deepEqual([shown?.state, shown?.code], ['refused', code]);
}
