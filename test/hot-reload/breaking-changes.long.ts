import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { fixture } from '../support/guests.ts';
import { logs, messages, put, refuse, remove, replace } from './support/extension-files.ts';
import { Versions } from './support/versions.ts';

async function started(config?: object): Promise<{ gateway: Gateway; versions: Versions }> {
  const versions = await Versions.build();
  const gateway = await Gateway.start(config === undefined ? {} : { config });
  await logs(gateway, messages.composed, () => put(gateway, 'notes', versions.component(1)));
  return { gateway, versions };
}

describe('a new version that takes a field from the schema', () => {
  it('is refused while the field is used, with field and operation, and taken when the operator accepts it', async () => {
    const { gateway, versions } = await started();
    await using _ = gateway;
    await gateway.data('query HowMany { count }');
    const line = await refuse(gateway, 'notes', versions.component(2, 'takes'));
    assert.equal(line['code'], 'SCHEMA_CHANGE_REFUSED');
    assert.match(String(line['reason']), /'count'.*\(used by "HowMany"\)/);
    assert.deepEqual(await gateway.data('query HowMany { count }'), { count: 1 });

    const revision = /"acceptBreakingChange": "([0-9a-f]{16})"/.exec(String(line['reason']))?.[1];
    const accepted = { extensions: { notes: { acceptBreakingChange: revision } } };
    await logs(gateway, messages.replaced, () =>
      writeFile(join(gateway.dir, 'forge.config.json'), JSON.stringify(accepted)),
    );
    assert.deepEqual(await gateway.data('{ version }'), { version: '0002' });
    const { errors } = await gateway.query('{ count }');
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "count"/);
  });

  it('is taken when nobody has used the field, and by the policy "off" in any case', async () => {
    const { gateway, versions } = await started();
    await using _ = gateway;
    await gateway.data('{ notes { text } }');
    const warned = gateway.program.log.next('what clients lose', ({ msg }) =>
      String(msg).startsWith('clients lose'),
    );
    await replace(gateway, 'notes', versions.component(2, 'takes'));
    assert.match(JSON.stringify(await warned), /'count'/);
    await refuse(gateway, 'notes', Buffer.from('nothing of use'));
    await replace(gateway, 'notes', versions.component(3));
    await gateway.data('{ count }');
    await refuse(gateway, 'notes', versions.component(4, 'takes'));
    await logs(gateway, messages.replaced, () =>
      writeFile(join(gateway.dir, 'forge.config.json'), JSON.stringify({ breakingChanges: 'off' })),
    );
    assert.deepEqual(await gateway.data('{ version }'), { version: '0004' });
  });

  it('is refused by the policy "safe" though nobody has used it; what the operator removes goes in any case', async () => {
    const { gateway, versions } = await started({ breakingChanges: 'safe' });
    await using _ = gateway;
    const line = await refuse(gateway, 'notes', versions.component(2, 'takes'));
    assert.equal(line['code'], 'SCHEMA_CHANGE_REFUSED');
    await gateway.data('query HowMany { count }');
    const warned = gateway.program.log.next('what clients lose', ({ msg }) =>
      String(msg).startsWith('clients lose'),
    );
    await remove(gateway, 'notes');
    assert.match(JSON.stringify(await warned), /'count'.*HowMany/);
  });
});

describe('two extensions that change at once', () => {
  const sdl = (...fields: readonly string[]): object => ({
    config: { sdl: `type Query { ${fields.map((name) => `${name}: String`).join(' ')} }` },
  });

  async function both(): Promise<{ gateway: Gateway; set: (extensions: object) => Promise<void> }> {
    const component = await fixture('misbehaves-as-configured');
    const extensions = { one: sdl('one', 'oneMore'), two: sdl('two', 'twoMore') };
    const gateway = await Gateway.start({
      extensions: { one: component, two: component },
      config: { extensions },
    });
    const set = (changed: object): Promise<void> =>
      writeFile(join(gateway.dir, 'forge.config.json'), JSON.stringify({ extensions: changed }));
    return { gateway, set };
  }

  it('are judged each for itself: the one that takes what is used stays, the other changes', async () => {
    const { gateway, set } = await both();
    await using _ = gateway;
    await gateway.data('query UsesOne { oneMore }');
    const refused = gateway.program.log.next('the refusal', ({ msg }) => msg === messages.refused);
    const replaced = await logs(gateway, messages.replaced, () =>
      set({ one: sdl('one', 'oneNew'), two: sdl('two', 'twoNew') }),
    );
    const line = await refused;
    assert.deepEqual([line['extension'], line['code']], ['one', 'SCHEMA_CHANGE_REFUSED']);
    assert.match(String(line['reason']), /'oneMore'.*UsesOne/);
    assert.doesNotMatch(String(line['reason']), /twoMore/);
    assert.equal(replaced['extension'], 'two');
    assert.deepEqual(await gateway.data('{ one oneMore two twoNew }'), {
      one: 'unharmed',
      oneMore: 'unharmed',
      two: 'unharmed',
      twoNew: 'unharmed',
    });
    assert.match(
      (await gateway.query('{ oneNew }')).errors?.[0]?.message ?? '',
      /Cannot query field "oneNew"/,
    );
  });

  it('are both refused when both take what is used, each with what it takes, and nothing is swapped', async () => {
    const { gateway, set } = await both();
    await using _ = gateway;
    await gateway.data('query UsesBoth { oneMore twoMore }');
    const lines = ['one', 'two'].map((name) =>
      gateway.program.log.next(name, ({ msg, extension }) => msg === messages.refused && extension === name),
    );
    await set({ one: sdl('one'), two: sdl('two') });
    const [one, two] = await Promise.all(lines);
    for (const line of [one, two]) assert.equal(line?.['code'], 'SCHEMA_CHANGE_REFUSED');
    assert.match(String(one?.['reason']), /'oneMore'(?!.*twoMore)/);
    assert.match(String(two?.['reason']), /'twoMore'(?!.*oneMore)/);
    await gateway.data('{ oneMore twoMore }');
    assert.equal(gateway.program.log.lines.filter(({ msg }) => msg === messages.composed).length, 1);
  });
});
