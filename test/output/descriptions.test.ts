import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { fixture } from '../support/guests.ts';
import type { LogLine } from '../support/log-lines.ts';

describe('what an extension says of itself', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await Gateway.start({
      extensions: {
        huge: await fixture('huge-schema'),
        many: await fixture('many-capabilities'),
        odd: await fixture('odd-description'),
      },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const refusal = (extension: string): LogLine | undefined =>
    gateway.program.log.lines.find((line) => line['extension'] === extension && line['state'] === 'refused');

  it('is refused when its schema is too long or its capabilities are too many', () => {
    assert.equal(refusal('huge')?.['code'], 'EXTENSION_SCHEMA_INVALID');
    assert.match(String(refusal('huge')?.['reason']), /longer than 1000000 characters/);
    assert.equal(refusal('many')?.['code'], 'EXTENSION_INIT_FAILED');
    assert.match(String(refusal('many')?.['reason']), /more than 64 capabilities/);
  });

  it('is cut, and holds nothing that a terminal would obey', async () => {
    assert.deepEqual(await gateway.data('{ odd }'), { odd: 'odd' });
    const ready = await gateway.program.log.waitFor(
      'the extension',
      (line) => line['extension'] === 'odd' && line['state'] === 'ready',
    );
    const version = String(ready['version']);
    assert.equal(version.length, 256);
    assert.match(version, /^version \[31m 31m {2}x+$/);
  });
});
