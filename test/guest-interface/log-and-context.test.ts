import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fixture } from '../support/guests.ts';
import { Hosted } from '../support/hosted.ts';

const repository = {
  id: 'r1',
  slug: 'app',
  groupId: 'g1',
  fullPath: 'team/app',
  isRemote: true,
  remoteUrl: 'https://example.org/app',
};

describe('what a guest of 0.3.0 is told and tells', () => {
  let host: Hosted;

  before(async () => {
    const user = { id: 'u1', username: 'ada', displayName: null, email: 'ada@example.org' };
    host = await Hosted.start({
      component: await fixture('answers-030', '0.3.0'),
      user,
      repositories: [repository],
    });
  });
  after(() => host[Symbol.asyncDispose]());

  it('is a context of who asks about which repository', async () => {
    const { context } = await host.data<{ context: string }>('{ context }');
    const { requestId, ...rest } = JSON.parse(context) as Record<string, unknown>;
    assert.match(String(requestId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      scope: 'user',
      repository: null,
      user: { id: 'u1', username: 'ada', displayName: null, email: 'ada@example.org' },
    });
  });

  it('is a log line with the fields and the request', async () => {
    await host.data('{ logs(message: "counted", fields: "{\\"a\\":{\\"b\\":[1]}}") }');
    const line = await host.log.waitFor('the line', ({ msg }) => msg === 'counted');
    assert.deepEqual(line['fields'], { a: { b: [1] } });
    assert.equal(line['source'], 'guest');
    assert.match(String(line['requestId']), /^[0-9a-f-]{36}$/);
  });

  it('is a log line without fields that are no object, too long or too deep', async () => {
    const wrong = [
      '[1]',
      'no',
      '1',
      `{"a":"${'x'.repeat(8_192)}"}`,
      `{"a":${'['.repeat(16)}${']'.repeat(16)}}`,
    ];
    for (const fields of wrong)
      await host.data('query ($f: String) { logs(message: "wrong", fields: $f) }', { f: fields });
    await host.log.waitFor('the last', () => host.logged('wrong').length === wrong.length);
    for (const fields of host.logged('wrong')) {
      assert.deepEqual(fields, { fieldsLeftOut: 'no JSON object of at most 8192 characters' });
    }
  });

  it('is a log line without characters that would mislead its reader', async () => {
    await host.data(
      '{ logs(message: "a\\u202eb\\u009bc", fields: "{\\"a\\u202e\\":\\"\\u009b\\\\u202e☃\\"}") }',
    );
    await host.log.waitFor('the line', ({ msg }) => msg === 'a b c');
    assert.deepEqual(host.logged('a b c'), [{ 'a ': '  ☃' }]);
  });

  it('cannot replace what the host writes into the line', async () => {
    await host.data(
      '{ logs(message: "faked", fields: "{\\"level\\":60,\\"pid\\":1,\\"requestId\\":\\"x\\",\\"source\\":\\"host\\"}") }',
    );
    const line = await host.log.waitFor('the line', ({ msg }) => msg === 'faked');
    assert.equal(line['source'], 'guest');
    assert.notEqual(line['requestId'], 'x');
    assert.notEqual(line['level'], 60);
  });
});
