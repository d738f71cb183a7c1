import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import {
  manifestSection,
  maxManifestBytes,
  parseManifest,
  type ExtensionManifest,
} from '@forgepoint/common/permissions/manifest.ts';
import { permissionsIn } from '@forgepoint/common/permissions/permission.ts';
import { appendCustomSection } from '@forgepoint/cli/build/custom-section.ts';
import { admitBytes, refusal } from '../admission/support/admission.ts';
import { handWrittenComponent, handWrittenModule } from '../admission/support/hand-written-guest.ts';

function parsed(text: string): ExtensionManifest {
  const result = parseManifest(Buffer.from(text));
  assert.equal(result.kind, 'manifest', JSON.stringify(result));
  return (result as { manifest: ExtensionManifest }).manifest;
}

function problem(content: string | Uint8Array): string {
  const result = parseManifest(Buffer.from(content));
  assert.equal(result.kind, 'invalid');
  const { message, remedy } = (result as { problem: { message: string; remedy: string } }).problem;
  return `${message} ${remedy}`;
}

describe('a manifest', () => {
  it('may say nothing but its version', () => {
    assert.deepEqual(parsed('{"manifestVersion": 1}'), {
      permissions: undefined,
      limits: {},
      configSchema: null,
    });
  });

  it('says what is wanted', () => {
    const manifest = parsed(
      '{"manifestVersion":1,"permissions":["log","database"],"limits":{"databaseMb":8},"config":{"type":"object","title":"t"}}',
    );
    assert.ok(manifest.permissions);
    assert.deepEqual(permissionsIn(manifest.permissions), ['database', 'log']);
    assert.deepEqual(manifest.limits, { databaseMb: 8 });
    assert.equal(manifest.configSchema, '{"type":"object","title":"t"}');
  });

  const refused: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    ['no version', '{}', /"manifestVersion" is missing; it has to be 1/],
    ['a later version', '{"manifestVersion": 2}', /"manifestVersion" is 2; it has to be 1, the format/],
    [
      'an unknown key',
      '{"manifestVersion":1,"permisions":[]}',
      /unknown key "permisions"\. Write "permissions"/,
    ],
    [
      'an unknown key that is like none',
      '{"manifestVersion":1,"zzzzzzzz":1}',
      /Possible keys: .*permissions/,
    ],
    ['an unknown limit', '{"manifestVersion":1,"limits":{"databaseMB":1}}', /"limits".*Write "databaseMb"/],
    [
      'a limit that is none',
      '{"manifestVersion":1,"limits":{"databaseMb":0}}',
      /"limits\.databaseMb" is 0.* 1 to/,
    ],
    [
      'a permission of a later host',
      '{"manifestVersion":1,"permissions":["http"]}',
      /"permissions\.0" is "http"; it has to be one of database, log, clock, random\./,
    ],
    ['permissions that are no list', '{"manifestVersion":1,"permissions":"all"}', /has to be a list/],
    [
      'a schema of something else',
      '{"manifestVersion":1,"config":{"type":"string"}}',
      /"config\.type" is "string"/,
    ],
    ['a list', '[]', /It is \[\]; it has to be a JSON object/],
    ['no JSON', '{"manifestVersion":', /not JSON/],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not JSON/],
    ['depth', `{"manifestVersion":1,"config":${'['.repeat(100)}${']'.repeat(100)}}`, /nests deeper than 32/],
    ['many values', `[${'0,'.repeat(20_000)}0]`, /more than 10000 values/],
    ['many bytes', ' '.repeat(maxManifestBytes + 1), /It has 65537 bytes/],
  ];
  for (const [what, content, message] of refused) {
    it(`is refused for ${what}, with what to write`, () => assert.match(problem(content), message));
  }

  it('does not reach the prototypes of objects', () => {
    assert.match(problem('{"manifestVersion":1,"__proto__":{"permissions":[]}}'), /unknown key "__proto__"/);
    const { configSchema } = parsed('{"manifestVersion":1,"config":{"type":"object","__proto__":{"x":1}}}');
    assert.equal(Reflect.get({}, 'x'), undefined);
    assert.equal(typeof configSchema, 'string');
  });
});

describe('admission of a component with a manifest', () => {
  const text = '{"manifestVersion":1,"permissions":["log"]}';
  const withSection = (bytes: Uint8Array, content = text, name = manifestSection): Uint8Array =>
    appendCustomSection(bytes, name, Buffer.from(content));
  let component: Uint8Array;
  before(async () => {
    component = await handWrittenComponent();
  });

  it('keeps it with the artifact, whether the file is a component or a core module', async () => {
    assert.equal((await admitBytes(withSection(component))).extensionManifest, text);
    assert.equal((await admitBytes(withSection(await handWrittenModule()))).extensionManifest, text);
    assert.equal((await admitBytes(component)).extensionManifest, null);
  });

  it('takes no other section for it', async () => {
    assert.equal((await admitBytes(withSection(component, text, 'forge:manifest2'))).extensionManifest, null);
  });

  it('takes none of what is nested in the component', async () => {
    const nested = await parse(`(component (core module (@custom "${manifestSection}" "no JSON")))`);
    await assert.rejects(admitBytes(nested), refusal('EXTENSION_ABI_UNSUPPORTED', /exports no interface/));
  });

  it('refuses two, and one that cannot be used', async () => {
    await assert.rejects(
      admitBytes(withSection(withSection(component))),
      refusal('EXTENSION_MANIFEST_INVALID', /2 manifests/),
    );
    await assert.rejects(
      admitBytes(withSection(component, '{"manifestVersion":1,"permissions":["files"]}')),
      refusal('EXTENSION_MANIFEST_INVALID', /"files"; it has to be one of database/),
    );
  });
});
