import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { subgraphsOf } from '../support/processes.ts';
import { logs, messages, put, refuse, replace, shownOf } from './support/extension-files.ts';
import { Versions } from './support/versions.ts';

const notes = '{ version notes { text } }';

describe('a new version of an extension that cannot be taken', () => {
  let gateway: Gateway;
  let versions: Versions;
  before(async () => {
    versions = await Versions.build();
    gateway = await Gateway.start();
    await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
    await gateway.data('mutation { addNote(text: "acknowledged") }');
  });
  after(() => gateway[Symbol.asyncDispose]());

  const unchanged = {
    version: '0001',
    notes: [{ text: 'migrated by v_0001' }, { text: 'acknowledged' }],
  };

  const cases: readonly {
    readonly because: string;
    readonly component: () => Promise<Buffer> | Buffer;
    readonly code: string;
  }[] = [
    {
      because: 'its file is no component',
      component: () => Buffer.from('something else'),
      code: 'EXTENSION_FILE_INVALID',
    },
    {
      because: 'its init refuses after it has migrated',
      component: () => versions.component(2, 'refuses'),
      code: 'EXTENSION_INIT_FAILED',
    },
    {
      because: 'the last of its migrations fails',
      component: () => versions.component(3, 'migrates'),
      code: 'EXTENSION_INIT_FAILED',
    },
    {
      because: 'its schema is invalid',
      component: async () => readFile(await fixture('invalid-schema')),
      code: 'EXTENSION_SCHEMA_INVALID',
    },
  ];

  for (const { because, component, code } of cases) {
    it(`because ${because}: the one before goes on with all that it stored, and the operator is told`, async () => {
      const line = await refuse(gateway, 'notes', await component());
      assert.deepEqual([line['code'], line['extension'], line['state']], [code, 'notes', 'refused']);
      assert.deepEqual(await gateway.data(notes), unchanged);
      const shown = await shownOf(gateway, 'notes');
      assert.equal(shown?.['state'], 'ready');
      assert.equal((shown['replacement'] as { code: string }).code, code);
      assert.equal(subgraphsOf(gateway.program.pid).length, 2, 'core and the one before');
    });
  }

  it('is forgotten when one that can be is there', async () => {
    await replace(gateway, 'notes', versions.component(4));
    const { version } = await gateway.data<{ version: string }>('{ version schema_v_0004 }');
    assert.equal(version, '0004');
    assert.equal((await shownOf(gateway, 'notes'))?.['replacement'], undefined);
  });
});
