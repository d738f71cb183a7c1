import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { noManifest } from '@forgepoint/common/permissions/manifest.ts';
import {
  defaultGrants,
  permissionsIn,
  permissionSet,
  type Permission,
} from '@forgepoint/common/permissions/permission.ts';
import {
  decideRevision,
  describeRevision,
  type Component,
  type Operator,
  type Revision,
} from '@forgepoint/common/permissions/revision.ts';

const everyImport = [
  'forge:extension/host-database',
  'forge:extension/host-log',
  'wasi:cli/stdout',
  'wasi:clocks/wall-clock',
  'wasi:io/streams',
  'wasi:random/random',
];

const component: Component = { digest: 'd', policyVersion: 'p', imports: everyImport, manifest: noManifest };
const operator: Operator = {
  permissions: defaultGrants,
  limits: defaultLimits,
  grants: { federation: false },
  customConfig: null,
  configPlace: 'the place',
  howToGrant: (permission) => `Grant ${permission}.`,
};

const setOf = (...names: readonly Permission[]) => permissionSet((name) => names.includes(name));
const asking = (...names: readonly Permission[]): Component => ({
  ...component,
  manifest: { ...noManifest, permissions: setOf(...names) },
});
const granting = (grants: Partial<Record<Permission, boolean>>): Operator => ({
  ...operator,
  permissions: { ...defaultGrants, ...grants },
});
const decide = (one: Partial<Component> = {}, other: Partial<Operator> = {}, version = '1.0.0'): Revision =>
  decideRevision('issues', { ...component, ...one }, { ...operator, ...other }, version);

describe('the permissions of an extension', () => {
  it('are what it imports when it has no manifest and the operator says nothing', () => {
    assert.deepEqual(permissionsIn(decide().permissions), ['database', 'log', 'clock', 'random']);
    const { permissions } = decide({ imports: ['forge:extension/host-log', 'wasi:io/streams'] });
    assert.deepEqual(permissionsIn(permissions), ['log']);
  });

  it('are what its manifest asks for as far as it is granted', () => {
    const { permissions, standIns } = decide(asking('database', 'random'), granting({ log: false }));
    assert.deepEqual(permissionsIn(permissions), ['database', 'random']);
    assert.deepEqual(standIns, ['log', 'clock']);
  });

  it('are none when its manifest asks for none', () => {
    assert.deepEqual(permissionsIn(decide(asking()).permissions), []);
  });

  const refusals: readonly (readonly [string, Component, Permission, string])[] = [
    ['imports without a manifest', component, 'clock', 'wasi:clocks/wall-clock'],
    ['asks for', asking('database'), 'database', 'forge:extension/host-database'],
  ];
  for (const [what, one, permission, name] of refusals) {
    it(`are refused when it ${what} what the operator denies, with what to grant`, () => {
      assert.throws(() => decide(one, granting({ [permission]: false })), {
        code: 'EXTENSION_PERMISSION_REFUSED',
        extension: 'issues',
        message: new RegExp(`"${name}".*"${permission}"\\. Grant ${permission}\\.`),
      });
    });
  }

  it('are not refused for what it imports but does not ask for, or asks for but does not import', () => {
    const denied = granting({ clock: false, random: false });
    assert.deepEqual(permissionsIn(decide(asking('log'), denied).permissions), ['log']);
    const unused = { ...asking('log', 'clock'), imports: ['forge:extension/host-log'] };
    assert.deepEqual(permissionsIn(decide(unused, denied).permissions), ['log']);
  });
});

describe('the limits of an extension', () => {
  const limited = (limits: Component['manifest']['limits']): Component => ({
    ...component,
    manifest: { ...noManifest, limits },
  });

  it('are the least of what its manifest asks for and what the operator permits', () => {
    const { limits, narrowed } = decide(limited({ callTimeoutMs: 60_000, databaseMb: 8 }));
    assert.deepEqual(limits, { ...defaultLimits, databaseMb: 8 });
    assert.deepEqual(narrowed, ['callTimeoutMs']);
    const permitted = { limits: { ...defaultLimits, callTimeoutMs: 60_000 } };
    assert.equal(decide(limited({ callTimeoutMs: 60_000 }), permitted).limits.callTimeoutMs, 60_000);
  });
});

describe('the name of a revision', () => {
  it('is another one for every part that decides how the extension behaves', () => {
    const ids = [
      decide(),
      decide({ digest: 'e' }),
      decide({ policyVersion: 'q' }),
      decide({}, {}, '1.0.1'),
      decide({}, { customConfig: '{"a":1}' }),
      decide({}, { customConfig: '{"a":[["b",1]]}' }),
      decide({}, { customConfig: '{"a":{"b":1}}' }),
      decide({}, { grants: { federation: true } }),
      decide(asking('database')),
      decide({}, { limits: { ...defaultLimits, databaseMb: 5 } }),
    ].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
  });

  it('stays when the same is written in another order', () => {
    const one = decide({}, { customConfig: '{"a":1,"b":{"c":2,"d":3}}' });
    assert.equal(decide({}, { customConfig: '{ "b": {"d":3, "c":2}, "a":1 }' }).id, one.id);
  });

  it('is shown with permissions and limits, and with what is special about them', () => {
    const plain = decide({ imports: ['forge:extension/host-log'] });
    assert.deepEqual(describeRevision(plain), {
      revision: plain.id,
      permissions: ['log'],
      limits: defaultLimits,
    });
    const shown = describeRevision(decide(asking('database')));
    assert.deepEqual(Reflect.get(shown, 'standIns'), ['log', 'clock', 'random']);
  });
});
